"""The vocabulary that classifies stories: facets, their terms, and synonyms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.yamltree import Plain, Tree, step

OWN_SERVICES = "service/"
"""The prefix of a company's own services; every slug with it is a valid component."""

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
        known = sorted(self._slugs.get(facet, ()))
        near = self._by_synonym(facet, slug) or get_close_matches(slug.lower(), known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else _choices(slug, known)
        return f"“{slug}” is no {facet.replace('_', ' ')} that the vocabulary knows; {hint}"

    def _by_synonym(self, facet: str, slug: str) -> list[str]:
        terms = self.facets[facet].terms if facet in self.facets else ()
        return [term.slug for term in terms if _words(slug) in map(_words, (term.label, *term.synonyms))]


def _choices(slug: str, known: Sequence[str]) -> str:
    """Of a tree, the terms of the same group, or the groups."""
    group = slug.partition("/")[0] + "/"
    inside = [term for term in known if term.startswith(group)]
    groups = sorted({term.partition("/")[0] for term in known if "/" in term})
    if inside or not groups:
        return f"choose one of: {', '.join(inside or known)}."
    return f"choose one of these groups, or a term inside: {', '.join(groups)}."


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
