from tests.architecture import tree

# `importlib` would reach another migration, whose name begins with a digit.
LIVE = ("incidents", "kb", "importlib")


def migrations() -> list[str]:
    return [name for name in tree.files() if "/migrations/0" in name and name.endswith(".py")]


def test_migrations_import_nothing_of_ours():
    assert migrations(), "There is no migration: this test looks in the wrong place."
    faults = [
        f"{name}:{line} imports {dotted}"
        for name in migrations()
        for line, dotted in tree.imports(name)
        if tree.is_within(dotted, *LIVE)
    ]
    assert not faults, tree.report(
        faults, "Code changes after a migration was applied. Write out here what the migration needs:"
    )
