from msgspec import structs

from incidents.rules import bundle
from incidents.rules.bundle import Bundle
from incidents.rules.cel import compiling
from incidents.rules.lint.findings import Report
from incidents.rules.lint.linter import File, Linter
from tests.rules.rules import rule

NAMED = rule("object.metadata.name == 'a' && variables.containers.size() == 0", ref="M-9", at="metadata.name")
BROKEN = rule("object.metadata.", ref="M-10")
MANIFEST = b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


def linted(whole: Bundle) -> Report:
    return Linter(whole.manifest_rules, whole.compiled).lint([File("a.yaml", MANIFEST)])


def test_a_compiled_condition_finds_what_its_text_finds() -> None:
    whole = Bundle("https://soundings.example.org", manifest_rules=(NAMED,))
    read = bundle.unpacked(bundle.packed(compiling.with_compiled_conditions(whole)))
    assert set(read.compiled) == {NAMED.expr}
    assert linted(read) == linted(whole)
    assert [finding.rule for finding in linted(read).findings] == ["M-9"]


def test_a_condition_missing_from_the_compiled_ones_is_compiled() -> None:
    whole = compiling.with_compiled_conditions(
        Bundle("https://soundings.example.org", manifest_rules=(NAMED,))
    )
    other = structs.replace(NAMED, expr="object.metadata.name == 'b'")
    assert linted(structs.replace(whole, manifest_rules=(other,))).findings == ()


def test_a_condition_compiled_by_another_version_is_compiled_again() -> None:
    whole = Bundle("https://soundings.example.org", manifest_rules=(NAMED,), compiled={NAMED.expr: b"?"})
    assert len(linted(whole).findings) == 1


def test_a_condition_that_does_not_compile_is_reported_by_the_linter() -> None:
    whole = compiling.with_compiled_conditions(
        Bundle("https://soundings.example.org", manifest_rules=(BROKEN,))
    )
    assert whole.compiled == {}
    assert "does not compile" in linted(whole).unchecked[0].reason
