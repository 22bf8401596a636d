"""The tree of components: `network/dns` stands below `network`."""

from collections.abc import Collection, Iterable


def is_below(slug: str, other: str) -> bool:
    return slug.startswith(f"{other}/")


def on_one_branch(one: str, other: str) -> bool:
    return one == other or is_below(one, other) or is_below(other, one)


def leaves(slugs: Collection[str]) -> tuple[str, ...]:
    """In their order, without those that stand above another: it holds them anyway and says more."""
    return tuple(slug for slug in slugs if not any(is_below(other, slug) for other in slugs))


def with_all_above(slugs: Iterable[str]) -> set[str]:
    steps = [slug.split("/") for slug in slugs]
    return {"/".join(path[:depth]) for path in steps for depth in range(1, len(path) + 1)}
