"""Permanent references: numbers count up within a prefix and are never given twice."""

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from incidents.models import Incident, RefCounter


def reserve(*, prefix: str) -> str:
    """A reference nobody had before. Two at once get two different ones."""
    with transaction.atomic():
        counter = _locked(prefix)
        counter.last += 1
        counter.save(update_fields=["last"])
        return f"{prefix}-{counter.last}"


def remember(*, ref: str) -> None:
    """A reference given elsewhere is not to be reserved here."""
    prefix, number = ref.split("-")
    raised = RefCounter.objects.filter(prefix=prefix).update(last=Greatest(F("last"), Value(int(number))))
    if not raised:
        with transaction.atomic():
            _locked(prefix)
            remember(ref=ref)


def _locked(prefix: str) -> RefCounter:
    highest = (
        Incident.objects.filter(prefix=prefix).order_by("-number").values_list("number", flat=True).first()
    )
    RefCounter.objects.get_or_create(prefix=prefix, defaults={"last": highest or 0})
    return RefCounter.objects.select_for_update().get(prefix=prefix)
