"""The body of an answer, compressed or not, up to a size."""

import zlib
from collections.abc import Iterable

from incidents.feeds.fetch.outcomes import Unavailable

GZIP = 31
"""Bits of zlib's window, and that the format is gzip."""


def read(chunks: Iterable[bytes], encoding: str, *, most: int) -> bytes:
    """At most so many bytes, as they came and unpacked. Raises `Unavailable`."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _plain(chunks, most)
    if encoding in {"gzip", "x-gzip"}:
        return _unzipped(chunks, most)
    raise Unavailable("bad_answer", f"The answer is compressed as {encoding[:40]}, which was not asked for.")


def _plain(chunks: Iterable[bytes], most: int) -> bytes:
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > most:
            raise _too_large(most)
    return bytes(whole)


def _unzipped(chunks: Iterable[bytes], most: int) -> bytes:
    whole, came, unpacker = bytearray(), 0, zlib.decompressobj(GZIP)
    try:
        for chunk in chunks:
            came += len(chunk)
            whole += unpacker.decompress(chunk, most + 1 - len(whole))
            if max(came, len(whole)) > most:
                raise _too_large(most)
    except zlib.error:
        raise Unavailable("bad_answer", "The answer says it is gzip, and is not.") from None
    if not unpacker.eof:
        raise Unavailable("bad_answer", "The answer ends in the middle.")
    return bytes(whole)


def _too_large(most: int) -> Unavailable:
    return Unavailable("too_large", f"The answer is larger than {most / 2**20:g} MiB.")
