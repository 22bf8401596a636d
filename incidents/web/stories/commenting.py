"""Comments on a story and its parts, in threads."""

import uuid
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import reviewing
from incidents.errors import DomainError, Refused
from incidents.models import Comment, Incident, User
from incidents.models.comment import LONGEST
from incidents.stories.differences import NOUNS
from incidents.web.access import reader_of
from incidents.web.parts.forms import RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.stories.story import of_reference

HIGHEST_KEY = 2**63 - 1
SETTLED = {"resolve": "The thread is resolved.", "reopen": "The thread is open again."}


class CommentForm(RefusableForm):
    anchor = forms.CharField(label="About", required=False, max_length=20, widget=forms.Select)
    text = forms.CharField(
        label="Comment",
        required=False,
        help_text="“@pat” tells Pat, if she may see the story.",
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST, "required": True}),
    )
    thread = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_KEY, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """As browsers count it, where a line ends with one character."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class ThreadForm(forms.Form):
    thread = forms.IntegerField(min_value=1, max_value=HIGHEST_KEY)


@dataclass(frozen=True)
class CommentThread:
    began: Comment
    part: str
    """What it is about, in words; empty where that is the whole story."""
    is_gone: bool
    """Whether the part is not in the story any more."""
    may_resolve: bool
    form: CommentForm


@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def comments(request: HttpRequest, incident: Incident) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    action = request.POST.get("action", "")
    if request.method != "POST":
        return _page(request, incident)
    if action in SETTLED:
        form: forms.Form = ThreadForm(request.POST)
        save = partial(_settle, request, incident, request.user, action, form)
        return revise(form, save=save, page=partial(_page, request, incident))
    if action != "comment":
        return _page(request, incident, status=BAD_REQUEST)
    typed = CommentForm(request.POST)
    return revise(
        typed,
        save=partial(_comment, request, incident, request.user, typed),
        page=partial(_page, request, incident, typed),
    )


def _comment(request: HttpRequest, incident: Incident, person: User, form: CommentForm) -> HttpResponse:
    written = reviewing.comments.write(
        incident=incident, **form.cleaned_data, actor=person, at=timezone.now()
    )
    messages.success(request, "The comment is written.")
    return _at(incident, written.thread_id or written.pk)


def _settle(
    request: HttpRequest, incident: Incident, person: User, action: str, form: forms.Form
) -> HttpResponse:
    thread: int = form.cleaned_data["thread"]
    if action == "resolve":
        changed = reviewing.comments.resolve(
            incident=incident, thread=thread, actor=person, at=timezone.now()
        )
    else:
        changed = reviewing.comments.reopen(incident=incident, thread=thread, actor=person)
    report(request, changed=changed, done=SETTLED[action])
    return _at(incident, thread)


def _at(incident: Incident, thread: int) -> HttpResponse:
    return redirect(f"{reverse('story-comments', args=[incident.ref])}#comment-{thread}")


def _page(
    request: HttpRequest,
    incident: Incident,
    typed: CommentForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    """What was typed comes back in the form that it was typed into."""
    if typed is not None and isinstance(problem, Refused):
        typed.refuse(problem)
    parts = {
        anchor: f"{NOUNS[name]} {anchor}" for anchor, name in reviewing.comments.parts_of(incident).items()
    }
    reader = reader_of(request)
    began = Comment.objects.visible_to(reader).threads().filter(incident=incident).oldest_first()
    replies = Prefetch("replies", Comment.objects.oldest_first().select_related("author"))
    written = began.select_related("author", "resolved_by").prefetch_related(replies)
    replied_to = typed["thread"].value() if typed else None
    threads = [
        CommentThread(
            began=one,
            part=parts.get(one.anchor, one.anchor),
            is_gone=bool(one.anchor) and one.anchor not in parts,
            may_resolve=access.may_resolve(reader, incident, one),
            form=typed if typed and str(replied_to) == str(one.pk) else _empty(one.pk),
        )
        for one in written
    ]
    form = _empty() if typed is None or replied_to else typed
    form.fields["anchor"].widget.choices = [("", "The whole story"), *parts.items()]
    context = {
        "incident": incident,
        "open_threads": [one for one in threads if one.began.resolved_at is None],
        "resolved_threads": [one for one in threads if one.began.resolved_at],
        "form": form,
        "problem": problem,
    }
    return render(request, "stories/comments.html", context, status=status)


def _empty(thread: int | None = None) -> CommentForm:
    """Labels and fields of several forms on a page belong together by the thread."""
    prefix = f"id_{thread}_%s" if thread else "id_%s"
    return CommentForm(initial={"thread": thread, "key": uuid.uuid4()}, auto_id=prefix)
