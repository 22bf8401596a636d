"""States of feeds to the byte: whatever a run has read can be read again."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from incidents.feeds.received import Received
from incidents.models import Feed, FeedSnapshot

LONGEST_CHARSET = 100


def keep(*, feed: Feed, received: Received, now: datetime) -> FeedSnapshot:
    """The snapshot of what was received; the one that is there already, where nothing has changed."""
    data = received.data if isinstance(received.data, bytes) else zipped(received.data)
    kept, _ = FeedSnapshot.objects.defer("data").get_or_create(
        feed=feed,
        digest=sha256(data).hexdigest(),
        defaults={
            "data": data,
            "address": received.address,
            "charset": (received.charset or "")[:LONGEST_CHARSET],
            "taken_at": now,
        },
    )
    return kept


def received(snapshot: FeedSnapshot) -> Received:
    return Received(
        data=bytes(snapshot.data),
        address=snapshot.address,
        charset=snapshot.charset or None,
        folder=snapshot.feed.folder,
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One archive for the same files, whenever it is made."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
