"""Files of a zip or tar archive, read in memory: nothing is ever written to a disk."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from msgspec import Struct

from incidents.errors import Fault, Refused
from incidents.yamltree import step

MOST_ENTRIES = 20_000
"""Folders and what is not wanted included."""
MOST_BYTES = 100 * 2**20
"""Of all files together, unpacked."""
MOST_OF_A_FILE = 2 * 2**20
MOST_TAR_BYTES = 200 * 2**20
"""Of a tar archive, unpacked."""
CHUNK = 2**16
ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, IndexError, OverflowError,
)  # fmt: skip
"""What the libraries raise for archives that are damaged or made up."""


class ArchivedFile(Struct, frozen=True):
    name: str
    data: bytes


def is_archive(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or _is_tar(data)


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar"


def files(data: bytes, *, below: str = "", suffix: str = "") -> Iterator[ArchivedFile | Fault]:
    """The files below a folder whose names have the suffix, and a fault for each that cannot be read.

    The folder that hosts of code wrap everything in is left out of names. Raises `Refused` for what is no
    archive, and for one that is too large unpacked.
    """
    try:
        entries = _of_zip(data, suffix) if data.startswith(b"PK") else _of_tar(_unpacked(data), suffix)
        found = list(entries)
    except BROKEN as error:
        raise Refused("no archive", [Fault("", f"is a damaged archive: {str(error)[:120]}")]) from None
    names = [one.name for one in found if isinstance(one, ArchivedFile)]
    wrapping = _wrapping(names, below)
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Fault):
            yield one
            continue
        name = one.name.removeprefix(wrapping)
        if name.startswith(below):
            if name in seen:
                yield Fault(step("", name), "stands twice in the archive; the first one counts")
                continue
            seen.add(name)
            yield ArchivedFile(name, one.data)


def _wrapping(names: list[str], below: str) -> str:
    """The one folder that holds everything, such as `postmortems-main/`."""
    first = names[0].partition("/")[0] + "/" if names and "/" in names[0] else ""
    is_around = first and first != below and all(name.startswith(first) for name in names)
    return first if is_around else ""


def _objection(name: str) -> str | None:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0] or "\0" in name:
        return "climbs out of the archive; it is left out"
    return None


def _of_zip(data: bytes, suffix: str) -> Iterator[ArchivedFile | Fault]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _excessive(f"{len(entries):,} entries; {MOST_ENTRIES:,} are possible")
        room = MOST_BYTES
        for entry in entries:
            pointer = step("", entry.filename[:200])
            if entry.is_dir():
                continue
            if problem := _objection(entry.filename):
                yield Fault(pointer, problem)
            elif stat.S_ISLNK(entry.external_attr >> 16):
                yield Fault(pointer, "is a link; it is left out")
            elif not entry.filename.endswith(suffix):
                continue
            elif entry.flag_bits & ENCRYPTED:
                yield Fault(pointer, "is encrypted; it is left out")
            else:
                read = _read(archive, entry)
                room -= len(read.data) if isinstance(read, ArchivedFile) else 0
                if room < 0:
                    raise _excessive(f"more than {MOST_BYTES // 2**20} MiB of files")
                yield read


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> ArchivedFile | Fault:
    """The sizes that an archive names are not believed: so much is unpacked, and no more."""
    pointer = step("", entry.filename[:200])
    try:
        with archive.open(entry) as opened:
            data = opened.read(MOST_OF_A_FILE + 1)
    except BROKEN as error:
        return Fault(pointer, f"cannot be unpacked: {str(error)[:120]}")
    return ArchivedFile(entry.filename, data) if len(data) <= MOST_OF_A_FILE else _too_large(pointer)


def _of_tar(data: bytes, suffix: str) -> Iterator[ArchivedFile | Fault]:
    # Each file is a part of what was unpacked, so all together are no larger than that.
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for number, entry in enumerate(archive):
            if number >= MOST_ENTRIES:
                raise _excessive(f"more than {MOST_ENTRIES:,} entries")
            pointer = step("", entry.name[:200])
            name = entry.name.removeprefix("./")
            if entry.isdir():
                continue
            if problem := _objection(name):
                yield Fault(pointer, problem)
            elif not entry.isreg():
                what = "link" if entry.issym() or entry.islnk() else "device"
                yield Fault(pointer, f"is a {what}; it is left out")
            elif name.endswith(suffix):
                opened = archive.extractfile(entry) if entry.size <= MOST_OF_A_FILE else None
                yield ArchivedFile(name, opened.read()) if opened else _too_large(pointer)


def _unpacked(data: bytes) -> bytes:
    inside = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=inside) as zipped:
            unpacked = zipped.read(MOST_TAR_BYTES + 1)
    elif data.startswith(b"BZh"):
        with bz2.BZ2File(inside) as zipped:
            unpacked = zipped.read(MOST_TAR_BYTES + 1)
    elif data.startswith(b"\xfd7zXZ"):
        with lzma.LZMAFile(inside) as zipped:
            unpacked = zipped.read(MOST_TAR_BYTES + 1)
    else:
        return data
    if len(unpacked) > MOST_TAR_BYTES:
        raise _excessive(f"more than {MOST_TAR_BYTES // 2**20} MiB")
    return unpacked


def _too_large(pointer: str) -> Fault:
    return Fault(pointer, f"is larger than {MOST_OF_A_FILE // 2**20} MiB; it is left out")


def _excessive(what: str) -> Refused:
    return Refused("too large", [Fault("", f"is an archive with {what}")])
