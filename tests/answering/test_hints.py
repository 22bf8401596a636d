"""What a pasted text is taken for, and what to paste next."""

import pytest

from incidents.answering import hints

PODS = """\
NAMESPACE     NAME                       READY   STATUS             RESTARTS   AGE
kube-system   coredns-5d78c9869d-abcde   1/1     Running            0          3d
shop          web-7c9d8b6f5-x2x2x        0/1     CrashLoopBackOff   12         40m
"""
EVENTS = """\
LAST SEEN   TYPE      REASON      OBJECT                     MESSAGE
3m          Normal    Scheduled   pod/web-7c9d8b6f5-x2x2x    Successfully assigned
2m          Warning   BackOff     pod/web-7c9d8b6f5-x2x2x    Back-off restarting failed container
"""
DESCRIPTION = """\
Name:             web-7c9d8b6f5-x2x2x
Namespace:        shop
Priority:         0
"""
MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "words"),
        ("DNS intermittent delays of 5s", "words"),
        ("KF-15", "words"),
        ("2026-11-29 03:02:14 error: dial tcp: i/o timeout", "log"),
        ("E1129 03:02:14 kubelet.go:123] PLEG is not healthy", "log"),
        ("first line\r\nsecond line", "log"),
        (PODS, "pods"),
        (EVENTS, "events"),
        (DESCRIPTION, "description"),
        (MANIFEST, "manifest"),
        ('{"apiVersion": "v1",\n"kind": "Pod"}', "manifest"),
        ("\n\n  one line among empty ones  \n\n", "words"),
    ],
)
def test_a_text_is_told_by_its_form(text: str, kind: str) -> None:
    assert hints.read(text).kind == kind


@pytest.mark.parametrize("text", ["\x00" * 9, "\ud800 lone", '- OR "', "(" * 100_000, "0/1 " * 100_000])
def test_odd_text_is_read(text: str) -> None:
    assert hints.paste_next(hints.read(text))


def commands(text: str) -> list[str | None]:
    return [check.command for check in hints.paste_next(hints.read(text))]


def test_the_pod_that_does_not_run_is_named() -> None:
    assert commands(PODS) == [
        "kubectl describe pod web-7c9d8b6f5-x2x2x -n shop",
        "kubectl logs web-7c9d8b6f5-x2x2x -n shop --previous --tail=40",
    ]


def test_pods_that_all_run_say_nothing_of_one() -> None:
    healthy = PODS.replace("CrashLoopBackOff", "Running")
    assert commands(healthy)[0] == "kubectl get events -A --sort-by=.lastTimestamp | tail -40"


def test_what_was_pasted_is_not_asked_for_again() -> None:
    assert not any("get events" in (command or "") for command in commands(EVENTS))
    assert not any("describe" in (command or "") for command in commands(DESCRIPTION))
    assert (
        commands("first line\nsecond line")[0] == "kubectl get events -A --sort-by=.lastTimestamp | tail -40"
    )


def test_a_name_that_means_something_to_a_shell_is_no_name() -> None:
    text = PODS.replace("web-7c9d8b6f5-x2x2x", "$(reboot);x")
    assert not any("reboot" in (command or "") for command in commands(text))
