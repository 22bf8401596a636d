"""The tree of components: `network/dns` is below `network`."""

from collections.abc import Collection, Iterator


def is_below(slug: str, other: str) -> bool:
    return slug.startswith(f"{other}/")


def on_one_branch(one: str, other: str) -> bool:
    return one == other or is_below(one, other) or is_below(other, one)


def leaves(slugs: Collection[str]) -> tuple[str, ...]:
    """The slugs in their order, without those that are above another one in the tree."""
    above = {other for slug in slugs for other in _above(slug)}
    return tuple(slug for slug in slugs if slug not in above)


def with_all_above(slugs: Collection[str]) -> set[str]:
    return {other for slug in slugs for other in _above(slug)}.union(slugs)


def _above(slug: str) -> Iterator[str]:
    while slug := slug.rpartition("/")[0]:
        yield slug
