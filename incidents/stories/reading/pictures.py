"""Cleans picture files: reads PNG, JPEG and WebP, and writes their pixels anew without anything else."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import Any

from PIL import Image, ImageOps

from incidents.errors import Refused
from incidents.stories.document import Picture
from incidents.stories.fields import MediaType

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
"""Pixels, as the document allows."""
FORMATS: dict[str, tuple[MediaType, tuple[str, ...], dict[str, Any]]] = {
    "PNG": ("image/png", (".png",), {}),
    "JPEG": ("image/jpeg", (".jpg", ".jpeg"), {"quality": 90}),
    "WEBP": ("image/webp", (".webp",), {"quality": 90}),
}
"""By Pillow's name: the media type, the endings of file names, and how it is written."""
ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl", ".ico"}
)
"""Of all pictures: those that are not kept are refused as pictures, not as texts."""
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError),
    *(OverflowError, MemoryError, NotImplementedError, struct.error, zlib.error),
)
"""What the library raises for files that are damaged on purpose or by accident."""

# The library warns from its limit and refuses from twice as much; ours holds before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class CleanPicture:
    """`data` is the file that is kept, `picture` what the document says of it."""

    picture: Picture
    data: bytes


def is_picture(name: str) -> bool:
    return PurePath(name).suffix.lower() in ENDINGS


def cleaned(data: bytes, *, name: str) -> CleanPicture:
    """The picture with its orientation applied, and without metadata, profiles and comments.

    The same bytes give the same picture. Raises `Refused` with one sentence that goes on from the name.
    """
    _check_length(data)
    with _opened(data) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)  # a camera's JPEG with a preview in it
        _check_kind(image, kind, name)
        pixels = _pixels(image)
    media_type, _, options = FORMATS[kind]
    written = BytesIO()
    pixels.save(written, kind, **options)
    clean = written.getvalue()
    _check_length(clean)
    picture = Picture(
        sha256=sha256(clean).hexdigest(), media_type=media_type, width=pixels.width, height=pixels.height
    )
    return CleanPicture(picture, clean)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Only the head of the file is read here."""
    try:
        image = Image.open(BytesIO(data), formats=tuple(FORMATS))
    except UNREADABLE:
        raise _refused("is no PNG, JPEG or WebP picture by its content; save it as one of these") from None
    with image:
        yield image


def _check_length(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _refused(f"is larger than {MOST_BYTES // 1_000_000} MB; make the picture smaller")


def _check_kind(image: Image.Image, kind: str, name: str) -> None:
    _, endings, _ = FORMATS[kind]
    if PurePath(name).suffix.lower() not in endings:
        raise _refused(f"is a {kind} picture by its content; let its name end in {endings[0]}")
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise _refused("is animated; keep one frame of it")
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise _refused(
            f"has {image.width:,} × {image.height:,} pixels; {MOST_PIXELS // 1_000_000} million, "
            f"and {LONGEST_SIDE:,} on a side, are possible"
        )


def _pixels(image: Image.Image) -> Image.Image:
    """A picture made of nothing but the pixels."""
    try:
        upright = ImageOps.exif_transpose(image)
        grey = "L" if upright.mode == "L" else "RGB"
        plain = upright.convert("RGBA" if upright.has_transparency_data else grey)
        return Image.frombytes(plain.mode, plain.size, plain.tobytes())
    except UNREADABLE:
        raise _refused("is damaged or ends too early; export the picture again") from None


def _refused(sentence: str) -> Refused:
    return Refused(sentence, [])
