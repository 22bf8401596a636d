"""How the signed-in person is told, kind by kind."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incidents.domain.notifications import NotificationKind, kinds
from incidents.domain.notifications import preferences as domain
from incidents.models import NotificationWay, User
from incidents.web.news.pages import person_of
from incidents.web.parts.revising import BAD_REQUEST


class PreferencesForm(forms.Form):
    """A field for each kind that the person may be told and may choose; its name is that of the kind."""

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = domain.chosen(person=person)
        self.kinds = kinds.of(person)
        for kind in self.kinds:
            if not kind.is_security:
                self.fields[kind.name] = forms.ChoiceField(
                    choices=NotificationWay.choices,
                    label=kind.label,
                    initial=chosen[kind.name],
                    widget=forms.RadioSelect,
                    error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
                )

    def groups(self) -> Iterator[tuple[str, list[tuple[NotificationKind, forms.BoundField | None]]]]:
        """Each heading with its kinds and their fields; None for what is mailed in any case."""
        for heading, found in groupby(self.kinds, key=lambda kind: kind.group):
            yield heading, [(kind, self[kind.name] if kind.name in self.fields else None) for kind in found]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        ways = {name: NotificationWay(way) for name, way in form.cleaned_data.items()}
        domain.choose(person=person, ways=ways)
        messages.success(request, "How you are told is saved.")
        return redirect("notification-preferences")
    context = {
        "form": form,
        "ways": NotificationWay,
        "email": person.email,
        "is_sent": bool(settings.EMAIL_HOST),
        "hour": settings.DIGEST_HOUR,
    }
    return render(request, "news/preferences.html", context, status=BAD_REQUEST if form.is_bound else 200)
