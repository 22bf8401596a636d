import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.finding import words


@pytest.mark.parametrize(
    ("text", "atoms", "wholes"),
    [
        ("pods", ["pods"], []),
        ("Naïve", ["naive"], []),
        ("ndots:5", ["ndots", "5"], ["ndots:5"]),
        ("`concurrencyPolicy`,", ["concurrency", "policy"], ["concurrencypolicy"]),
        ("imagePullPolicy:", ["image", "pull", "policy"], ["imagepullpolicy", "pullpolicy", "imagepull"]),
        (
            "--cpu-cfs-quota=false",
            ["cpu", "cfs", "quota", "false"],
            ["cpu-cfs-quota=false", "cpu-cfs-quota"],
        ),
        (
            "kubernetes/kubernetes#67135",
            ["kubernetes", "kubernetes", "67135"],
            ["kubernetes/kubernetes#67135", "kubernetes/kubernetes"],
        ),
        (
            "/registry-kube-1/certificatesigningrequest",
            ["registry", "kube", "1", "certificatesigningrequest"],
            ["registry-kube-1/certificatesigningrequest", "registry-kube-1"],
        ),
        ("spec.replicas", ["spec", "replicas"], ["spec.replicas"]),
        ("https://k8s.af", ["k8s", "af"], ["k8s.af"]),
        ("OOMKilled", ["oom", "killed"], ["oomkilled"]),
        ("APIs", ["apis"], []),
        ("HTTP", ["http"], []),
    ],
)
def test_a_chunk_has_atoms_and_wholes(text, atoms, wholes):
    (chunk,) = words.chunks(text)
    assert list(chunk.atoms) == atoms
    assert list(chunk.wholes) == wholes
    assert chunk.name == (wholes or atoms)[0]


def test_suffixes_of_camel_case_names_are_names():
    (chunk,) = words.chunks("CrashLoopBackOff")
    assert set(chunk.wholes) == {"crashloopbackoff", "loopbackoff", "backoff", "crashloop", "crashloopback"}


def test_punctuation_is_no_word():
    assert list(words.chunks("--- … !? “ ”")) == []


@given(st.text())
def test_chunks_have_their_positions(text):
    for chunk in words.chunks(text):
        assert not any(letter.isspace() for letter in text[chunk.start : chunk.end])
        assert chunk.atoms
        assert all(len(whole) <= words.LONGEST for whole in chunk.wholes)


def test_long_data_is_not_indexed():
    (chunk,) = words.chunks("aB" * 5_000)
    assert sum(map(len, chunk.wholes)) <= words.LONGEST
