"""Saving what was typed: which page typed it, and the numbers by which nothing older overwrites it."""

import uuid

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from incidents.domain import drafts
from incidents.domain.drafts import KeptDraft
from incidents.models import Draft
from incidents.stories.drafting import Content
from incidents.web.parts.forms import HIGHEST
from incidents.web.writing.own import person_of


class SaveNumbersForm(forms.Form):
    """Which page typed it, the save that the page knew first, and which of its saves this is.

    It is the next one if the page does not say.
    """

    writer = forms.UUIDField()
    based_on = forms.IntegerField(min_value=0, max_value=HIGHEST - 1)
    number = forms.IntegerField(min_value=1, max_value=HIGHEST, required=False)


def save(request: HttpRequest, *, draft: uuid.UUID, numbers: SaveNumbersForm, content: Content) -> KeptDraft:
    """Needs valid numbers. Raises what `drafts.save_typed` does."""
    based_on = numbers.cleaned_data["based_on"]
    return drafts.save_typed(
        draft=draft,
        author=person_of(request),
        content=content,
        writer=numbers.cleaned_data["writer"],
        number=numbers.cleaned_data["number"] or based_on + 1,
        based_on=based_on,
        fork=uuid.uuid4(),
        now=timezone.now(),
    )


def known(numbers: SaveNumbersForm, draft: Draft) -> int:
    """The save from which a page goes on that comes back with what was not saved.

    It is the last one where the page that sent it might overwrite that. Else none is, so that its next save
    becomes a draft of its own and takes nothing from the other page.
    """
    sent = numbers.cleaned_data if numbers.is_valid() else {}
    is_own = sent.get("writer") == draft.writer or sent.get("based_on") == draft.number
    return draft.number if is_own else 0
