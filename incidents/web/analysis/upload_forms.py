"""Forms for text and files to analyse, which are not stored."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from incidents.rules.lint.linter import File
from incidents.rules.record import LEVELS
from incidents.web.parts.forms import code
from incidents.web.parts.paging import LONGEST_TEXT

MOST = 4 * 2**20
"""Bytes of everything together."""
ENVELOPE = 2**18
"""Bytes that a form needs around its content."""
TOO_LARGE = (
    "What you sent is larger than 4 MB, so nothing of it was read. Send a part of it, or lint at home with "
    "“soundings lint”, which knows no such limit."
)
TOO_MANY = "What you sent holds too many files, so nothing was read. Send fewer of them at once."
PASTED = "pasted.yaml"

Sent = Callable[..., HttpResponse]


def of_any_size(refused: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[Sent], Sent]:
    """What is too large is refused in the words of the page itself, before it is read.

    The pages change nothing, so they are open to forms from elsewhere, and nobody is given a cookie.
    """

    def wrap(view: Sent) -> Sent:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **rest: Any) -> HttpResponse:
            if _length(request) > MOST + ENVELOPE:
                return refused(request, TOO_LARGE)
            try:
                return view(request, **rest)
            except RequestDataTooBig:
                return refused(request, TOO_LARGE)
            except TooManyFilesSent:
                return refused(request, TOO_MANY)

        return answer

    return wrap


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length[:12]) if length.isdecimal() else 0


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, also empty ones: the linter checks their content."""

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        return list(data) if isinstance(data, list | tuple) else []


class LintForm(forms.Form):
    text = forms.CharField(label="Manifests, as YAML or JSON", required=False, strip=False, widget=code(14))
    chosen = Files(label="Files", required=False, widget=Several(attrs={"accept": ".yaml,.yml,.json"}))
    folder = Files(
        label="A whole folder",
        required=False,
        widget=Several(attrs={"webkitdirectory": True}),
        help_text="Where your browser can hand over folders.",
    )
    level = forms.ChoiceField(
        label="Show findings from this level on", choices=[(level, level) for level in LEVELS]
    )
    rules = forms.CharField(
        label="Only with these rules (optional)",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Names of rules over manifests, such as M-1 M-2; empty for all of them.",
    )
    before = forms.CharField(
        label="The same objects before the change (optional)",
        required=False,
        strip=False,
        widget=code(6),
        help_text="Some hazards are only in the change: removing the replicas of a Deployment under an "
        "autoscaler cannot be seen in what is left.",
    )

    def clean_level(self) -> str:
        return str(self.cleaned_data["level"])

    def clean_rules(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["rules"].upper().replace(",", " ").split())

    def clean(self) -> dict[str, Any]:
        if not self.after():
            raise forms.ValidationError("Paste a manifest, or choose files: there is nothing to check yet.")
        if sum(len(file.content) for file in (*self.after(), *self.earlier())) > MOST:
            raise forms.ValidationError(TOO_LARGE)
        return self.cleaned_data

    def after(self) -> list[File]:
        sent = [*self.cleaned_data.get("chosen", ()), *self.cleaned_data.get("folder", ())]
        files = [File(name, one.read()) for name, one in zip(_names(sent), _rewound(sent), strict=True)]
        return [*_pasted(self.cleaned_data.get("text", ""), PASTED), *files]

    def earlier(self) -> list[File]:
        return _pasted(self.cleaned_data.get("before", ""), "before.yaml")


def _pasted(text: str, name: str) -> list[File]:
    return [File(name, text.encode("utf-8", "replace"))] if text.strip() else []


def _rewound(sent: Iterable["UploadedFile[Any]"]) -> Iterable["UploadedFile[Any]"]:
    for one in sent:
        one.seek(0)
        yield one


def _names(sent: Iterable["UploadedFile[Any]"]) -> list[str]:
    """Browsers tell no folders: of two files with the same name the second is numbered."""
    names: list[str] = []
    for one in sent:
        name, number = one.name or "unnamed", 1
        while name in names:
            number += 1
            name = f"{one.name} ({number})"
        names.append(name)
    return names


class PastedField(forms.CharField):
    """Text of any origin: a NUL in it is read as a space, as the matcher does."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\0", " ")


class FindForm(forms.Form):
    text = PastedField(
        label="Words, an error, a reference, or what you see",
        required=False,
        strip=False,
        widget=code(
            3,
            placeholder="Words, KF-15, an error, or forty lines of a log …",
            **{"data-box": "", "enterkeyhint": "search"},
        ),
    )
    addresses = forms.BooleanField(label="Mask IP addresses, too", required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Write or paste what you have: there is nothing to look at yet.")
        if len(text.encode("utf-8", "replace")) > MOST:
            raise forms.ValidationError(TOO_LARGE)
        return text
