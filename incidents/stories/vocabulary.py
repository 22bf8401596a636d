"""The words a story is classified with: facets, their terms, and the synonyms people write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from incidents import yamltree
from incidents.errors import Refused

OWN_SERVICES = "service/"
"""Every slug below it is a component: a company names its own services there."""

BLAMING = frozenset(
    {"human_error", "operator_error", "user_error", "human-error", "human_failure", "mistake"}
)
INSTEAD_OF_BLAME = (
    "ambiguous_interface",
    "unguarded_destructive_action",
    "missing_guidance",
    "no_progressive_rollout",
    "observability_gap",
)


@dataclass(frozen=True)
class Term:
    slug: str
    label: str
    description: str
    group: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facet:
    slug: str
    label: str
    description: str
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    facets: Mapping[str, Facet]
    _slugs: Mapping[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        slugs = {name: frozenset(term.slug for term in facet.terms) for name, facet in self.facets.items()}
        object.__setattr__(self, "_slugs", slugs)

    def has(self, facet: str, slug: str) -> bool:
        own_service = facet == "component" and slug.startswith(OWN_SERVICES) and slug != OWN_SERVICES
        return own_service or slug in self._slugs.get(facet, frozenset())

    def objection(self, facet: str, slug: str) -> str:
        """Why `slug` is not accepted, and what to write instead."""
        if slug.lower() in BLAMING and facet in {"failure_mode", "dimension", "trigger"}:
            return (
                f"“{slug}” is not in the vocabulary, on purpose: human error is where the analysis starts, "
                f"not where it ends. Ask what made the action look right at that moment; one of these may "
                f"name it: {', '.join(INSTEAD_OF_BLAME)}."
            )
        known = sorted(self._slugs.get(facet, ()))
        near = get_close_matches(slug, known, n=3, cutoff=0.5) or self._by_synonym(facet, slug)
        hint = f"did you mean {' or '.join(near)}?" if near else f"choose one of: {', '.join(known)}."
        return f"“{slug}” is not a {facet.replace('_', ' ')} that the vocabulary knows; {hint}"

    def _by_synonym(self, facet: str, slug: str) -> list[str]:
        words = slug.replace("_", " ").replace("-", " ").lower()
        terms: Iterable[Term] = self.facets[facet].terms if facet in self.facets else ()
        return [term.slug for term in terms if words in {synonym.lower() for synonym in term.synonyms}]


def from_yaml(data: bytes | str) -> Vocabulary:
    """Reads `fixtures/terms.yaml`. Raises `Refused` naming the line of a facet or term that is not whole."""
    tree = yamltree.read(data)
    faults = []
    facets: dict[str, Facet] = {}
    for name, entry in (tree.value if isinstance(tree.value, dict) else {}).items():
        pointer = yamltree.step("", name)
        if not isinstance(entry, dict) or not isinstance(entry.get("terms"), list):
            faults.append(tree.fault(pointer, "a facet needs a label, a description and a list of terms"))
            continue
        terms = []
        for index, item in enumerate(_list(entry["terms"])):
            try:
                terms.append(_term(item))
            except (KeyError, TypeError, AttributeError):
                place = yamltree.step(f"{pointer}/terms", index)
                faults.append(tree.fault(place, "a term needs slug, label and description"))
        facets[name] = Facet(name, str(entry.get("label")), str(entry.get("description")), tuple(terms))
    if faults or not facets:
        raise Refused("The vocabulary cannot be read.", faults or [tree.fault("", "holds no facet")])
    return Vocabulary(facets)


def _list(value: yamltree.Plain) -> list[yamltree.Plain]:
    return value if isinstance(value, list) else []


def _term(item: yamltree.Plain) -> Term:
    if not isinstance(item, dict):
        raise TypeError
    return Term(
        slug=str(item["slug"]),
        label=str(item["label"]),
        description=str(item["description"]),
        group=str(item.get("group") or ""),
        synonyms=tuple(str(synonym) for synonym in _list(item.get("synonyms"))),
    )
