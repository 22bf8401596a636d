import pytest
from django.core.exceptions import ImproperlyConfigured

from kb import env


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    monkeypatch.setattr(env, "VARIABLES", {})
    monkeypatch.setattr(env, "FAULTS", [])
    monkeypatch.delenv("DEPTH", raising=False)


def test_text_falls_back_to_its_default():
    assert env.text("DEPTH", "ten", "How deep.") == "ten"


def test_text_prefers_the_environment_even_when_empty(monkeypatch):
    monkeypatch.setenv("DEPTH", "")
    assert env.text("DEPTH", "ten", "How deep.") == ""


def test_what_is_read_is_declared():
    env.number("DEPTH", "10", "How deep.", most=11_000)
    assert {"DEPTH": env.Variable("DEPTH", "10", "How deep.")} == env.VARIABLES


@pytest.mark.parametrize(
    ("word", "value"),
    [("on", True), ("TRUE", True), (" yes ", True), ("1", True), ("off", False), ("No", False), ("", False)],
)
def test_flag_reads_the_usual_words(monkeypatch, word, value):
    monkeypatch.setenv("DEPTH", word)
    assert env.flag("DEPTH", "off", "Whether.") is value


def test_flag_says_what_to_write_instead(monkeypatch):
    monkeypatch.setenv("DEPTH", "perhaps")
    assert env.flag("DEPTH", "on", "Whether.") is True
    assert env.FAULTS == ["DEPTH is 'perhaps'; write one of: on, off, true, false, 1, 0."]


@pytest.mark.parametrize("word", ["4 m", "", "-4", "11001", "٣", "9" * 5000])
def test_number_says_what_to_write_instead(monkeypatch, word):
    monkeypatch.setenv("DEPTH", word)
    assert env.number("DEPTH", "10", "How deep.", most=11_000) == 10
    assert [f"DEPTH is {word!r}; write a whole number from 0 to 11000."] == env.FAULTS


def test_every_fault_is_reported_at_once(monkeypatch):
    env.refuse_faults()
    monkeypatch.setenv("DEPTH", "perhaps")
    monkeypatch.setenv("WIDTH", "wide")
    env.flag("DEPTH", "off", "Whether.")
    env.number("WIDTH", "10", "How wide.", most=20)
    with pytest.raises(ImproperlyConfigured, match=r"(?s)\n- DEPTH is 'perhaps'.*\n- WIDTH is 'wide'"):
        env.refuse_faults()


def test_number_reads_a_whole_number(monkeypatch):
    monkeypatch.setenv("DEPTH", " 11000 ")
    assert env.number("DEPTH", "10", "How deep.", most=11_000) == 11_000


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("60/minute", (60, 60)),
        (" 5/Second", (5, 1)),
        ("9/hour", (9, 3600)),
        ("1/day", (1, 86_400)),
        ("off", None),
    ],
)
def test_a_rate_is_a_number_and_a_period(monkeypatch, word, value):
    monkeypatch.setenv("DEPTH", word)
    assert env.rate("DEPTH", "1/day", "How often.") == value


@pytest.mark.parametrize(
    "word", ["60", "0/minute", "-1/minute", "1.5/minute", "60/week", "x/minute", "9999999/day"]
)
def test_a_rate_says_what_to_write_instead(monkeypatch, word):
    monkeypatch.setenv("DEPTH", word)
    assert env.rate("DEPTH", "1/day", "How often.") == (1, 86_400)
    assert [f"DEPTH is {word!r}; write such as 60/minute, 5/second, or off."] == env.FAULTS


def test_words_are_split_and_blanks_dropped(monkeypatch):
    monkeypatch.setenv("DEPTH", " deep, ,shallow ,")
    assert env.words("DEPTH", "", "How deep.") == ["deep", "shallow"]
