"""The parts of a story, shaped for `templates/components/part.html`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from incidents.stories import document, export, fields
from incidents.stories.document import Story
from incidents.templatetags.times import moment
from incidents.web.parts import addresses
from incidents.web.parts.badges import INFERRED, Badge, Link, References
from incidents.web.parts.labels import Labels


@dataclass(frozen=True)
class Item:
    anchor: str
    html: SafeString
    when: str = ""
    observable: str = ""
    badges: tuple[Badge, ...] = ()
    links: tuple[Link, ...] = ()
    references: tuple[References, ...] = ()
    starred: bool = False


@dataclass(frozen=True)
class Items:
    """Makes items of one story's parts.

    `texts` is HTML by anchor, sanitised when it was rendered. It is compared but not hashed: the same story
    rarely has other HTML, once a new prefix of references has made words into links.
    """

    story: Story
    labels: Labels
    texts: Mapping[str, str] = field(hash=False, repr=False)

    def html(self, name: str) -> SafeString:
        return SafeString(self.texts.get(name, ""))

    def symptoms(self) -> Iterator[Item]:
        for part in self.story.symptoms:
            yield Item(
                part.id,
                self.html(part.id),
                observable=part.observable or "",
                badges=_badges(Badge(self.labels.of("symptom_kind", part.kind)), basis=part.basis),
                links=self._components([part.component] if part.component else []),
                references=_references(("Leads to", part.leads_to)),
            )

    def events(self) -> Iterator[Item]:
        for part in self.story.timeline:
            role = (Badge(part.actor_role),) if part.actor_role else ()
            yield Item(
                part.id,
                self.html(part.id),
                when=moment(part.at),
                badges=(Badge(self.labels.of("timeline_phase", part.phase)), *role),
                references=_references(("Shown by", part.evidence)),
                starred=part.starred,
            )

    def factors(self) -> Iterator[Item]:
        for part in self.story.factors:
            fixes = [fix.id for fix in self.story.fixes if part.id in fix.addresses]
            sure = (Badge(f"{part.confidence} confidence"),) if part.confidence else ()
            versions = (Badge(_version(one)) for one in part.technologies)
            dimension = Badge(self.labels.of("dimension", part.dimension))
            yield Item(
                part.id,
                self.html(part.id),
                badges=_badges(dimension, *versions, *sure, basis=part.basis),
                links=(
                    self.labels.link("failure_mode", part.failure_mode),
                    *self._components(part.components),
                ),
                references=_references(("Leads to", part.leads_to), ("Addressed by", fixes)),
            )

    def fixes(self) -> Iterator[Item]:
        for part in self.story.fixes:
            outcome = Badge(self.labels.outcome(part.outcome), part.outcome)
            phase = Badge(self.labels.of("fix_phase", part.phase))
            effects = tuple(Link(ref, addresses.part(ref)) for ref in part.side_effects)
            yield Item(
                part.id,
                self.html(part.id),
                badges=_badges(outcome, phase, basis=part.basis),
                references=(
                    *_references(("Addresses", part.addresses)),
                    *([References("Side effects:", effects)] if effects else []),
                    *([References("See", (Link(_host(part.url), part.url),))] if part.url else []),
                ),
            )

    def takeaways(self) -> Iterator[Item]:
        for part in self.story.takeaways:
            audience = (Badge(f"for {part.audience}"),) if part.audience else ()
            yield Item(
                part.id,
                self.html(part.id),
                badges=_badges(*audience, basis=part.basis),
                references=_references(("Follows from", part.derived_from)),
            )

    def impacts(self) -> Iterator[Item]:
        for part in self.story.impacts:
            scope = (Badge(self.labels.of("scope", part.scope)),) if part.scope else ()
            where = (Badge(self.labels.of("environment", part.environment)),) if part.environment else ()
            amount = (Badge(export.amount(one)) for one in part.quantities)
            yield Item(
                part.id,
                self.html(part.id),
                badges=_badges(*amount, *scope, *where, basis=part.basis),
                links=(self.labels.link("effect", part.effect),),
            )

    def actions(self) -> Iterator[Item]:
        for part in self.story.actions:
            status = Badge(part.status.replace("_", " "), part.status)
            facts = [part.type, part.owner, part.priority and f"{part.priority} priority"]
            due = [f"due {moment(part.due)}"] if part.due else []
            tracker = part.tracker_url
            yield Item(
                part.id,
                self.html(part.id),
                badges=(status, *(Badge(fact) for fact in [*facts, *due] if fact)),
                references=(
                    *_references(("Addresses", part.addresses)),
                    *([References("See", (Link(_host(tracker), tracker),))] if tracker else []),
                ),
            )

    def _components(self, slugs: Iterable[str]) -> tuple[Link, ...]:
        return tuple(self.labels.link("component", slug) for slug in slugs)


def _badges(*badges: Badge, basis: fields.Basis) -> tuple[Badge, ...]:
    return (*badges, INFERRED) if basis == "inferred" else badges


def _references(*named: tuple[str, Iterable[str]]) -> tuple[References, ...]:
    found = ((label, tuple(Link(anchor, f"#{anchor}") for anchor in anchors)) for label, anchors in named)
    return tuple(References(label, links) for label, links in found if links)


def _version(one: document.Technology) -> str:
    since = f" from {one.affected_from}" if one.affected_from else ""
    fixed = f", fixed in {one.fixed_in}" if one.fixed_in else ""
    return f"{one.name}{since}{fixed}"


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
