"""Picture files as cameras, tools and attackers write them."""

from io import BytesIO
from typing import Any

from PIL import Image

from incidents.stories.document import Evidence
from incidents.stories.reading import pictures
from incidents.stories.reading.pictures import CleanPicture

GPS = 0x8825
ORIENTATION = 0x0112
PLACE = "Somewhere by the harbour"


def file(
    kind: str = "PNG", *, size: tuple[int, int] = (40, 20), colour: str = "teal", **options: Any
) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind, **options)
    return written.getvalue()


def animated(kind: str) -> bytes:
    second = Image.new("RGB", (40, 20), "orange")
    return file(kind, save_all=True, append_images=[second], duration=100)


def photograph() -> bytes:
    """A JPEG that says where it was taken, on its side, with a comment."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010E] = PLACE
    exif.get_ifd(GPS).update({1: "N", 2: (53.0, 32.0, 0.0), 3: "E", 4: (9.0, 58.0, 0.0)})
    return file("JPEG", exif=exif, comment=PLACE.encode())


def clean(colour: str = "teal") -> CleanPicture:
    return pictures.cleaned(file(colour=colour), name="graph.png")


def evidence(of: CleanPicture, **fields: Any) -> Evidence:
    whole = {"id": "v1", "kind": "graph", "alt_text": "Memory climbs to the limit", "picture": of.picture}
    return Evidence(**whole | fields)
