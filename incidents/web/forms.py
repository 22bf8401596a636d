"""What people send, shaped and checked; verbs of the domain do the rest."""

from django import forms

HIGHEST = 2**31 - 1
"""The highest number of a revision that the database can hold."""


class RevisionNumber(forms.IntegerField):
    """Typed as text: a browser empties a field for numbers of what is none."""

    def __init__(self, label: str, widget: type[forms.Widget] = forms.TextInput) -> None:
        super().__init__(min_value=1, max_value=HIGHEST, label=label, widget=widget)


class CompareForm(forms.Form):
    """Stands in addresses as `?from=2&to=3`."""

    before = RevisionNumber("From revision")
    after = RevisionNumber("To revision")

    def add_prefix(self, field_name: str) -> str:
        return {"before": "from", "after": "to"}.get(field_name, field_name)


class RestoreForm(forms.Form):
    """`based_on` is the revision that stood when the page was made, so that nobody's save is overwritten."""

    number = RevisionNumber("Revision", widget=forms.HiddenInput)
    based_on = RevisionNumber("What stands now", widget=forms.HiddenInput)


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label="Display name",
        max_length=100,
        required=False,
        help_text="Stands beside what you write. Without one, your user name does.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
