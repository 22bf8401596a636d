from django.db import models

from incidents.models.choices import longest
from incidents.stories import document


class Tally(models.Model):
    """A change to the number of stories with one facet value; the sum of all changes is that number.

    A trigger on the entries writes them, whoever changes an entry: counting all that everybody may read
    then reads some thousand rows rather than all. Changes are added, never altered, so that saves never wait
    for each other; `domain.housekeeping` puts them together.
    """

    status = models.CharField(max_length=longest(document.Status))
    visibility = models.CharField(max_length=longest(document.Visibility))
    value = models.BigIntegerField()
    """As `SearchEntry` numbers what it is counted by."""
    change = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.change:+} {self.status} {self.visibility} of {self.value}"
