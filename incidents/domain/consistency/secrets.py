"""Whether secrets that have to be read again can be read with the keys of this site."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from incidents.domain.consistency.fault import StoreFault
from incidents.domain.people import factors

REMEDY = (
    "Name the SECRET_KEY under which it was sealed in SECRET_KEY_FALLBACKS, as it stands in the environment "
    "file that belongs to the backup; else take the factor off with ./manage.py remove_factor."
)


def faults() -> Iterator[StoreFault]:
    rows = Authenticator.objects.select_related("user").order_by("pk")
    for row in rows.iterator(chunk_size=100):
        if not factors.can_be_read(row):
            says = f"the secret of the second factor “{row.type}” cannot be read with the keys of this site"
            yield StoreFault(f"account {row.user.get_username()}", says, REMEDY)
