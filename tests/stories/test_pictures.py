"""Picture files: what is refused, and what is left of what is kept."""

import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from incidents.errors import Refused
from incidents.stories.reading import pictures
from tests.pictures import GPS, PLACE, animated, file, photograph

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
NO_PICTURE = "is no PNG, JPEG or WebP picture by its content; save it as one of these"


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as caught:
        pictures.cleaned(data, name=name)
    return caught.value.message


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ("PNG", "a.png", "image/png"),
        ("JPEG", "a.jpg", "image/jpeg"),
        ("JPEG", "a.JPEG", "image/jpeg"),
        ("WEBP", "a.webp", "image/webp"),
    ],
)
def test_each_format_is_written_anew_in_its_own(kind: str, name: str, media_type: str) -> None:
    clean = pictures.cleaned(file(kind), name=name)
    assert (clean.picture.media_type, clean.picture.width, clean.picture.height) == (media_type, 40, 20)
    assert clean.picture.sha256 == sha256(clean.data).hexdigest()
    assert Image.open(BytesIO(clean.data)).format == kind
    assert pictures.cleaned(file(kind), name=name) == clean, "the same bytes give the same picture"


def test_a_photograph_does_not_say_where_it_was_taken_and_is_upright() -> None:
    taken = photograph()
    assert Image.open(BytesIO(taken)).getexif().get_ifd(GPS)
    assert PLACE.encode() in taken
    clean = pictures.cleaned(taken, name="a.jpg")
    kept = Image.open(BytesIO(clean.data))
    assert (kept.size, dict(kept.getexif())) == ((20, 40), {})
    assert PLACE.encode() not in clean.data
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(kept.info)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_profiles_are_gone(kind: str) -> None:
    name = f"a.{kind.lower()}"
    clean = pictures.cleaned(file(kind, icc_profile=b"profile of a screen"), name=name)
    assert b"profile of a screen" not in clean.data
    assert "icc_profile" not in Image.open(BytesIO(clean.data)).info


def test_what_stands_behind_the_end_of_a_picture_is_gone() -> None:
    clean = pictures.cleaned(file() + HTML, name="a.png")
    assert b"script" not in clean.data


def test_transparency_stays() -> None:
    written = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    clean = pictures.cleaned(written.getvalue(), name="a.png")
    assert Image.open(BytesIO(clean.data)).mode == "RGBA"


@pytest.mark.parametrize("data", [SVG, HTML, b"#!/bin/sh\nid\n", b"", file("GIF"), file("BMP")])
def test_what_is_none_of_the_formats_is_refused_whatever_its_name(data: bytes) -> None:
    assert refusal(data, "a.png") == NO_PICTURE


def test_a_name_that_says_another_format_is_refused() -> None:
    assert refusal(file("JPEG"), "a.png") == "is a JPEG picture by its content; let its name end in .jpg"
    assert refusal(file("PNG"), "a.gif") == "is a PNG picture by its content; let its name end in .png"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused(kind: str) -> None:
    assert refusal(animated(kind), f"a.{kind.lower()}") == "is animated; keep one frame of it"


@pytest.mark.parametrize(
    ("size", "said"),
    [((8_200, 5_000), "has 8,200 × 5,000 pixels; 40 million"), ((20_001, 1), "has 20,001 × 1 pixels")],
)
def test_more_pixels_than_anybody_sees_are_refused(size: tuple[int, int], said: str) -> None:
    assert refusal(file(size=size), "a.png").startswith(said)


def test_a_picture_is_measured_before_it_is_decoded() -> None:
    """The head says 50,000 × 50,000 pixels; there are none behind it."""
    head = bytearray(file()[:64])
    head[16:24] = (50_000).to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(head[12:29]).to_bytes(4, "big")
    assert refusal(bytes(head), "a.png").startswith("has 50,000 × 50,000 pixels")


def test_what_is_too_large_is_refused() -> None:
    too_large = file(size=(1_500, 1_200), compress_level=0)
    assert refusal(too_large, "a.png") == "is larger than 5 MB; make the picture smaller"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    noise = BytesIO()
    Image.effect_noise((200, 200), 200).convert("RGB").save(noise, kind)
    half = noise.getvalue()[: len(noise.getvalue()) // 2]
    assert refusal(half, f"a.{kind.lower()}") in {
        "is damaged or ends too early; export the picture again",
        NO_PICTURE,
    }
