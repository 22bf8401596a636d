from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import tree

ACCESS_TESTS = "tests/web/test_access.py"
# Django's own site asks one question for all of its pages; its index stands for them.
ONE_DOOR = {"admin": "admin:index"}


def routes(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[str, str | None]]:
    """The route and the full name (None where it has none) of each URL below `resolver`."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from routes(entry, inner, route)
        elif isinstance(entry, URLPattern):
            yield route, ":".join((*namespaces, entry.name)) if entry.name else None


def names() -> set[str]:
    """The names of all URLs, where a namespace with one door counts as its door."""
    found = {name for _, name in routes(get_resolver()) if name}
    return {ONE_DOOR.get(name.partition(":")[0], name) for name in found}


def test_every_url_has_a_name():
    unnamed = [
        route
        for route, name in routes(get_resolver())
        if name is None and not any(route.startswith(door + "/") for door in ONE_DOOR)
    ]
    assert not unnamed, tree.report(unnamed, "Give the path a name= in its urls module:")


def test_every_url_has_an_access_test():
    written = ACCESS_TESTS in tree.files()
    assert written, f"Write {ACCESS_TESTS} with ACCESS: URL name -> expectations."
    from tests.web.test_access import ACCESS

    untested, gone = names() - set(ACCESS), set(ACCESS) - names()
    faults = [f"{name} is missing" for name in sorted(untested)]
    faults += [f"{name} is no URL any more" for name in sorted(gone)]
    assert not faults, tree.report(faults, f"ACCESS in {ACCESS_TESTS} says who may open what:")
