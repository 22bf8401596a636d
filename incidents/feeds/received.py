"""What came from a feed, before it is parsed."""

from collections.abc import Mapping

from msgspec import Struct


class Received(Struct, frozen=True, kw_only=True):
    """`data` is a file, or the files of a folder by their path in it."""

    data: bytes | Mapping[str, bytes]
    address: str = ""
    """Where it came from; relative links are resolved against it."""
    charset: str | None = None
    """The charset that the server has named."""
    folder: str = ""
    """The folder of an archive that is read, such as `data/`; empty for all of it."""

    @property
    def body(self) -> bytes:
        """The file; of a folder with one file, that one."""
        if isinstance(self.data, bytes):
            return self.data
        return next(iter(self.data.values()), b"") if len(self.data) == 1 else b""
