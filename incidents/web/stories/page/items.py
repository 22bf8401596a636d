"""The parts of a story in full, in the order of the document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from incidents.answering.answer import OUTCOMES
from incidents.stories import document, durations, export
from incidents.stories.document import Story
from incidents.templatetags.times import moment, moment_after
from incidents.web.parts import addresses
from incidents.web.parts.badges import Link, References
from incidents.web.parts.labels import Labels
from incidents.web.stories.page import shown
from incidents.web.stories.page.shown import Item, Outcome, ShownCheck


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

    def short(self, anchor: str) -> SafeString:
        """The first sentence of a part's text."""
        return self.html(f"{anchor} first") or self.html(anchor)

    def outcome(self, fix: document.Fix) -> Outcome:
        if fix.outcome == "unknown":
            return Outcome(OUTCOMES["unknown"])
        return Outcome(self.labels.of("outcome", fix.outcome), fix.outcome)

    def checks(self) -> Iterator[ShownCheck]:
        for part in self.story.checks:
            html = self.html(f"{part.id} answer")
            unsaid = [ref for ref in part.otherwise if f">{ref}<" not in html]
            others = tuple(Link(ref, addresses.part(ref)) for ref in unsaid)
            yield ShownCheck(
                anchor=part.id,
                question=part.question,
                command=part.command or "",
                look=self.html(f"{part.id} look"),
                answer=html,
                changes=part.changes,
                references=(
                    *shown.references(("tells of", part.tells)),
                    *([References("otherwise see", others)] if others else []),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def symptoms(self) -> Iterator[Item]:
        for part in self.story.symptoms:
            yield Item(
                part.id,
                self.html(part.id),
                observable=part.observable or "",
                facts=(
                    *shown.words(self.labels.of("symptom_kind", part.kind)),
                    *self._components([part.component] if part.component else []),
                    *shown.basis(part.basis),
                ),
                references=(
                    *shown.references(("leads to", part.leads_to)),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def factors(self) -> Iterator[Item]:
        for part in self.story.factors:
            fixes = [fix.id for fix in self.story.fixes if part.id in fix.addresses]
            sure = f"{part.confidence} confidence" if part.confidence not in {None, "high"} else None
            yield Item(
                part.id,
                self.html(part.id),
                facts=(
                    self.labels.link("failure_mode", part.failure_mode),
                    *shown.words(self.labels.of("dimension", part.dimension)),
                    *self._components(part.components),
                    *self.technologies(part.technologies),
                    *shown.words(sure),
                    *shown.basis(part.basis),
                ),
                references=(
                    *shown.references(("leads to", part.leads_to), ("addressed by", fixes)),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def fixes(self) -> Iterator[Item]:
        for part in self.story.fixes:
            effects = tuple(Link(ref, addresses.part(ref)) for ref in part.side_effects)
            yield Item(
                part.id,
                self.html(part.id),
                outcome=self.outcome(part),
                facts=(
                    *shown.words(self.labels.of("fix_phase", part.phase)),
                    *shown.basis(part.basis),
                    *shown.outside(part.url),
                ),
                references=(
                    *shown.references(("addresses", part.addresses), ("leads to", part.leads_to)),
                    *([References("caused", effects)] if effects else []),
                    *self._sourced(part.id, part.sources),
                    *self._according_to(part.outcome_sources, "outcome according to"),
                ),
            )

    def takeaways(self) -> Iterator[Item]:
        for part in self.story.takeaways:
            audience = f"for {part.audience}" if part.audience else None
            yield Item(
                part.id,
                self.html(part.id),
                facts=(*shown.words(audience), *shown.basis(part.basis)),
                references=(
                    *shown.references(("follows from", part.derived_from)),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def observations(self) -> Iterator[Item]:
        for part in self.story.observations:
            kind = self.labels.of("observation_kind", part.kind)
            facts = (*shown.words(kind), *shown.basis(part.basis))
            yield Item(
                part.id, self.html(part.id), facts=facts, references=self._sourced(part.id, part.sources)
            )

    def impacts(self) -> Iterator[Item]:
        lasting = durations.of_impacts(self.story)
        for part in self.story.impacts:
            lasted = lasting.get(part.id)
            yield Item(
                part.id,
                self.html(part.id) or SafeString(self.labels.of("effect", part.effect)),
                facts=(
                    self.labels.link("effect", part.effect),
                    *shown.words(*map(export.amount, part.quantities)),
                    *shown.words(_span(part), f"for {lasted.text}" if lasted else None),
                    *shown.words(
                        self._named("scope", part.scope), self._named("environment", part.environment)
                    ),
                    *shown.basis(part.basis),
                ),
                references=(
                    *shown.references(("leads to", part.leads_to)),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def actions(self) -> Iterator[Item]:
        for part in self.story.actions:
            due = f"due {moment(part.due)}" if part.due else None
            priority = f"{part.priority} priority" if part.priority else None
            as_of = f"as of {moment(part.as_of)}" if part.as_of else None
            yield Item(
                part.id,
                self.html(part.id),
                outcome=None if part.status == "unknown" else Outcome(part.status.capitalize(), part.status),
                facts=(
                    *shown.words(part.type, part.owner, priority, due, as_of),
                    *shown.outside(part.tracker_url),
                ),
                references=(
                    *shown.references(("addresses", part.addresses)),
                    *self._sourced(part.id, part.sources),
                ),
            )

    def events(self) -> Iterator[Item]:
        before = ""
        for part in self.story.timeline:
            phase = self.labels.of("timeline_phase", part.phase)
            yield Item(
                part.id,
                self.html(part.id),
                when=moment_after(part.at, before),
                facts=shown.words(phase, part.actor_role),
                references=(
                    *shown.references(("shown by", part.evidence)),
                    *self._sourced(part.id, part.sources),
                ),
                starred=part.starred,
            )
            before = part.at or before

    def technologies(self, some: Iterable[document.Technology]) -> Iterator[Link]:
        for one in some:
            since = f" from {one.affected_from}" if one.affected_from else ""
            fixed = f", fixed in {one.fixed_in}" if one.fixed_in else ""
            link = self.labels.link("technology", one.name)
            yield Link(f"{link.text}{since}{fixed}", link.url)

    def _sourced(self, anchor: str, sources: Iterable[str]) -> tuple[References, ...]:
        """Which sources say so, and which say something else."""
        others = [other for one in self.story.disagreements if one.of == anchor for other in one.sources]
        return (*self._according_to(sources), *shown.references(("otherwise according to", others)))

    def _according_to(self, sources: Iterable[str], label: str = "according to") -> tuple[References, ...]:
        """Nothing where there is only one source."""
        return shown.references((label, sources)) if len(self.story.sources) > 1 else ()

    def _named(self, facet: str, slug: str | None) -> str | None:
        return self.labels.of(facet, slug) if slug and slug != "unknown" else None

    def _components(self, slugs: Iterable[str]) -> tuple[Link, ...]:
        return tuple(self.labels.link("component", slug) for slug in slugs)


def _span(part: document.Impact) -> str | None:
    start, end = moment(part.start), moment(part.end)
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else None
