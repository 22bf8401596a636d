"""A timeline from a pasted chat, log or list of events: what is proposed, and what the author takes over.

The page keeps nothing: text and choices come back with each form, until they are in a draft.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import drafts
from incidents.errors import DomainError, NotPossible, Refused
from incidents.models import Draft, User
from incidents.rules.match.masking import masked
from incidents.stories import moments, pasting
from incidents.stories.drafting import TimelineChoice, with_chosen
from incidents.stories.pasting import ProposedTimeline
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, UNPROCESSABLE
from incidents.web.writing import choosing
from incidents.web.writing.carrying import BACK_TO_FORM, carries
from incidents.web.writing.editing import taken
from incidents.web.writing.own import found, person_of

MOST_CHARACTERS = 2_500_000
MOST_LINES = 999_999


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Chat, log or notes with times",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "code", "spellcheck": "false"}),
        help_text="From Slack, Teams, IRC, journald, kubectl get events, or your own list. "
        "Secrets are masked. Nothing is kept before you take it over.",
    )
    zone = forms.CharField(
        label="Time zone",
        required=False,
        max_length=60,
        help_text="Of times without one, such as Europe/Berlin. Empty: the one that the text names, or UTC.",
    )
    first_day = forms.DateField(
        label="Day of the first time",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Until a line names a day.",
    )
    as_of = forms.DateTimeField(
        label="Printed at",
        required=False,
        help_text="When a table with ages was printed, such as 2026-03-24 23:50.",
    )
    quiet = forms.IntegerField(label="Point at gaps longer than, in minutes", min_value=1, max_value=10_080)
    from_line = forms.IntegerField(label="Show from line", required=False, min_value=1, max_value=MOST_LINES)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(
                f"This has {len(text):,} characters; {MOST_CHARACTERS:,} are possible. "
                "Paste the hours that matter."
            )
        return text

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"].strip()
        if zone and not moments.is_zone(zone):
            raise ValidationError("There is no such time zone. Write one such as Europe/Berlin or UTC.")
        return zone

    def clean_first_day(self) -> Any:
        day = self.cleaned_data["first_day"]
        if not 1970 <= day.year <= 2199:
            raise ValidationError("Choose a day between 1970 and 2199.")
        return day


@dataclass(frozen=True)
class Pasting:
    """Somebody pastes into a draft of hers, or into one that is new."""

    request: HttpRequest
    person: User
    draft: Draft | None
    form: PasteForm

    def page(
        self,
        *,
        status: int = 200,
        shown: choosing.ShownProposal | None = None,
        problem: DomainError | None = None,
    ) -> HttpResponse:
        context = {"form": self.form, "draft": self.draft, "shown": shown, "problem": problem}
        return render(self.request, "writing/paste.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@carries(BACK_TO_FORM)
def paste(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    person = person_of(request)
    draft = found(request, key) if key else None
    if not access.may_write(person):
        raise PermissionDenied
    if request.method != "POST":
        first = PasteForm(initial={"first_day": timezone.now().date(), "quiet": 30})
        return Pasting(request, person, draft, first).page()
    pasted = Pasting(request, person, draft, PasteForm(request.POST))
    if not pasted.form.is_valid():
        return pasted.page(status=BAD_REQUEST)
    return _proposed(pasted)


def _proposed(pasted: Pasting) -> HttpResponse:
    values = pasted.form.cleaned_data
    proposal, zone = _proposal(values)
    digest = hashlib.sha256(repr(sorted((k, v) for k, v in values.items() if k != "from_line")).encode())
    post = pasted.request.POST
    is_same = post.get("of") == digest.hexdigest()
    shown = choosing.shown(
        proposal,
        post if is_same else None,
        of=digest.hexdigest(),
        zone=zone,
        from_line=values["from_line"] or 1,
        content=pasted.draft.content if pasted.draft else {},
    )
    if post.get("do") != "take":
        return pasted.page(shown=shown)
    if not is_same:
        said = (
            "The text or its settings changed, so this is a new proposal. Nothing is taken over yet: choose."
        )
        return pasted.page(shown=shown, status=CONFLICT, problem=NotPossible(said))
    choice = choosing.choice(proposal, post, zone=zone)
    if not choice.events:
        said = "No event is ticked, so nothing is taken over."
        return pasted.page(shown=shown, status=BAD_REQUEST, problem=NotPossible(said))
    try:
        return _taken_over(pasted, proposal, choice)
    except Refused as problem:
        return pasted.page(shown=shown, status=UNPROCESSABLE, problem=problem)
    except NotPossible as problem:
        return pasted.page(shown=shown, status=CONFLICT, problem=problem)


def _proposal(values: dict[str, Any]) -> tuple[ProposedTimeline, str]:
    """The proposal, and the zone that it was read in."""

    def within(zone: str) -> ProposedTimeline:
        as_of: datetime | None = values["as_of"]
        return pasting.propose(
            values["text"],
            zone=zone,
            first_day=values["first_day"],
            masked=masked,
            as_of=as_of.replace(tzinfo=ZoneInfo(zone)) if as_of else None,
            quiet=timedelta(minutes=values["quiet"]),
        )

    zone = values["zone"] or "UTC"
    proposal = within(zone)
    named = proposal.named_zone
    return (within(named), named) if named and not values["zone"] else (proposal, zone)


def _taken_over(pasted: Pasting, proposal: ProposedTimeline, choice: TimelineChoice) -> HttpResponse:
    """Writes the choice into the draft. Raises `Refused` and `NotPossible` as saving a draft does."""
    now, draft, key = timezone.now(), pasted.draft, uuid.uuid4()
    if draft is None:
        content = with_chosen({"kind": "incident"}, proposal, choice, taken={})
        drafts.start(author=pasted.person, key=key, content=content, now=now)
    else:
        kept = drafts.save_typed(
            draft=draft.key,
            author=pasted.person,
            content=with_chosen(draft.content, proposal, choice, taken=taken(draft)),
            writer=uuid.uuid4(),
            number=draft.number + 1,
            based_on=draft.number,
            fork=key,
            now=now,
        )
        key = kept.key
        if kept.is_fork:
            said = "The draft was changed elsewhere in between. The events are in a draft of its own."
            messages.warning(pasted.request, said)
    number = len(choice.events)
    messages.success(
        pasted.request, f"{number:,} event{'' if number == 1 else 's'} taken over into the timeline."
    )
    return redirect(f"{reverse('draft', args=[key])}#timeline")
