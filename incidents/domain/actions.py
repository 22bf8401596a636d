"""What somebody said they would do."""

from django.db.models import QuerySet

from incidents.models import Action, Incident
from incidents.models.incident import Reader

OPEN = ("open", "in_progress")


def still_open(*, reader: Reader, limit: int) -> QuerySet[Action]:
    """What is due first stands first; only of stories the reader may see."""
    seen = Incident.objects.visible_to(reader).published()
    return (
        Action.objects.filter(status__in=OPEN, incident__in=seen)
        .select_related("incident")
        .order_by("due", "pk")[:limit]
    )
