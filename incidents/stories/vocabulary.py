"""The vocabulary that classifies stories: facets, their terms, and synonyms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.yamltree import Plain, Tree, step

OWN_SERVICES = "service/"
"""The prefix of a company's own services; every slug with it is a valid component."""

MOST_SHOWN = 30
"""Of a longer list, an objection shows the nearest terms."""

BLAMING = frozenset({"human error", "human failure", "operator error", "user error", "mistake"})
BLAMED_FACETS = frozenset({"failure_mode", "dimension", "trigger"})
INSTEAD_OF_BLAME = (
    "ambiguous_interface",
    "unguarded_destructive_action",
    "missing_guidance",
    "no_progressive_rollout",
    "observability_gap",
)


@dataclass(frozen=True)
class FacetTerm:
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
    terms: tuple[FacetTerm, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    facets: Mapping[str, Facet]
    _slugs: Mapping[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        slugs = {name: frozenset(term.slug for term in facet.terms) for name, facet in self.facets.items()}
        object.__setattr__(self, "_slugs", slugs)

    def has(self, facet: str, slug: str) -> bool:
        """Technologies may have names of their own; a synonym of a known one is not one."""
        if slug in self._slugs.get(facet, frozenset()):
            return True
        if facet == "technology":
            return not self._by_synonym(facet, slug)
        return facet == "component" and slug.startswith(OWN_SERVICES) and slug != OWN_SERVICES

    def objection(self, facet: str, slug: str) -> str:
        """Why `slug` is not accepted, and which terms to use instead."""
        if _words(slug) in BLAMING and facet in BLAMED_FACETS:
            return (
                f"“{slug}” is not in the vocabulary, on purpose: human error is where the analysis starts, "
                f"not where it ends. Ask what made the action look right at that moment; one of these may "
                f"name it: {', '.join(INSTEAD_OF_BLAME)}."
            )
        return (
            f"“{slug}” is no {facet.replace('_', ' ')} that the vocabulary knows; {self._hint(facet, slug)}"
        )

    def _hint(self, facet: str, slug: str) -> str:
        known = sorted(self._slugs.get(facet, ()))
        if synonyms := self._by_synonym(facet, slug):
            return f"did you mean {' or '.join(synonyms)}?"
        if facet == "component":
            return self._component_hint(slug, known)
        if near := get_close_matches(slug.lower(), known, n=3, cutoff=0.55):
            return f"did you mean {' or '.join(near)}?"
        if len(known) <= MOST_SHOWN:
            return f"choose one of: {', '.join(known)}."
        near = get_close_matches(slug.lower(), known, n=5, cutoff=0)
        return f"the nearest of {len(known)} by name: {', '.join(near)}."

    def _component_hint(self, slug: str, known: Sequence[str]) -> str:
        """The nearest components with their group, else the groups."""
        if slug.rstrip("/") + "/" == OWN_SERVICES:
            return f"a service of your own is written as {OWN_SERVICES}NAME."
        groups = sorted({term.partition("/")[0] for term in known})
        near = get_close_matches(slug.lower(), known, n=2, cutoff=0.6)
        group = slug.partition("/")[0]
        if group not in groups and near:
            group = near[0].partition("/")[0]
        if group in groups:
            near = [term for term in near if term.partition("/")[0] == group]
            inside = [term for term in known if term.partition("/")[0] == group]
            question = f"did you mean {' or '.join(near)}? " if near else ""
            return f"{question}This group has: {', '.join(inside)}."
        product = self._by_synonym("technology", slug) or [slug] * (slug in self._slugs.get("technology", ()))
        instead = (
            f"{product[0]} is a technology, for the field technologies; as component, " if product else ""
        )
        return f"{instead}choose one of these groups, or a term inside: {', '.join(groups)}."

    def _by_synonym(self, facet: str, slug: str) -> list[str]:
        terms = self.facets[facet].terms if facet in self.facets else ()
        return [term.slug for term in terms if _words(slug) in map(_words, (term.label, *term.synonyms))]


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").lower().strip()


def from_yaml(data: bytes | str) -> Vocabulary:
    """Reads `fixtures/terms.yaml`. Raises `Refused` with the lines of incomplete facets and terms."""
    tree = yamltree.read(data)
    entries = tree.value if isinstance(tree.value, dict) else {}
    faults: list[Fault] = [] if entries else [tree.fault("", "holds no facet")]
    facets = {name: _facet(name, entry, tree, faults) for name, entry in entries.items()}
    if faults:
        raise Refused("The vocabulary cannot be read.", faults)
    return Vocabulary(facets)


def _facet(name: str, entry: Plain, tree: Tree, faults: list[Fault]) -> Facet:
    pointer = step("", name)
    fields = entry if isinstance(entry, dict) else {}
    items = fields.get("terms")
    if not _has_texts(fields, "label", "description") or not isinstance(items, list):
        faults.append(tree.fault(pointer, "a facet needs a label, a description and a list of terms"))
        return Facet(name, "", "")
    terms: dict[str, FacetTerm] = {}
    for index, item in enumerate(items):
        place = step(step(pointer, "terms"), index)
        if not isinstance(item, dict) or not _has_texts(item, "slug", "label", "description"):
            faults.append(tree.fault(place, "a term needs slug, label and description"))
        elif str(item["slug"]) in terms:
            faults.append(tree.fault(place, f"{item['slug']} appears twice; keep one"))
        else:
            terms[str(item["slug"])] = _term(item)
    return Facet(name, str(fields["label"]), str(fields["description"]), tuple(terms.values()))


def _has_texts(fields: Mapping[str, Plain], *names: str) -> bool:
    return all(isinstance(fields.get(name), str) and fields[name] for name in names)


def _term(item: Mapping[str, Plain]) -> FacetTerm:
    synonyms = item.get("synonyms")
    return FacetTerm(
        slug=str(item["slug"]),
        label=str(item["label"]),
        description=str(item["description"]),
        group=str(item.get("group") or ""),
        synonyms=tuple(map(str, synonyms)) if isinstance(synonyms, list) else (),
    )
