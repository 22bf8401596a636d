import io
import stat
import tarfile
import zipfile
from collections.abc import Mapping

import pytest

from incidents.feeds import archives
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received
from tests.feeds.reading import by_title, messages, read

FOG = """---
uuid: "11"
url: https://lock.example/fog
title: Fog in the lock
company: Lock Labs
start_time: 2019-05-21T00:00:00Z
end_time:
categories:
- weather
- gates
---
Nobody saw the gate.
"""
UNTITLED = FOG.replace("11", "12").replace("Fog in the lock", "").replace("2019-05-21T00", "0001-01-01T00")
FILES = {
    "data/11.md": FOG.encode(),
    "data/12.md": UNTITLED.encode(),
    "data/13.md": b"---\nuuid: '13'\nurl: [\n---\n",
    "data/14.md": b"Only words.\n",
    "data/15.md": FOG.replace('"11"', '"15"\ntitle: twice').encode(),
    "README.md": b"# About",
    "data/README.md": b"# About",
    "data/picture.png": b"\x89PNG",
}  # fmt: skip


def zipped(files: Mapping[str, bytes], *, top: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(top + name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], *, mode: str = "w:gz", top: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(top + name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        FILES,
        zipped(FILES),
        zipped(FILES, top="postmortems-main/"),
        tarred(FILES, top="./"),
        tarred(FILES, mode="w", top="postmortems-main/"),
        tarred(FILES, mode="w:bz2"),
        tarred(FILES, mode="w:xz"),
    ],
    ids=["folder", "zip", "wrapped zip", "tar.gz", "wrapped tar", "tar.bz2", "tar.xz"],
)
def test_a_folder_and_archives_of_it_give_the_same(data):
    parsed = parse("front-matter", Received(data=data, folder="data/"))
    fog, untitled = parsed.stories
    assert (fog.external_id, fog.title, fog.organisation) == ("11", "Fog in the lock", "Lock Labs")
    assert fog.terms_raw == ("weather", "gates")
    assert fog.text == "Nobody saw the gate."
    assert str(fog.locator) == "data/11.md, lines 1 to 12"
    assert fog.occurred == "2019-05-21", "midnight is what a day is written as"
    assert untitled.title == "Lock Labs: Nobody saw the gate."
    assert untitled.occurred is None
    assert fog.addresses == untitled.addresses, "two files may tell of one page"
    assert [(fault.pointer.split("/")[1], fault.line) for fault in parsed.faults] == [
        ("data~113.md", 4), ("data~114.md", 1), ("data~115.md", 5),
    ]  # fmt: skip


def test_one_file_is_read_as_one():
    (story,) = read("front-matter", FOG).stories
    assert story.title == "Fog in the lock"


@pytest.mark.parametrize(
    "name", ["../data/1.md", "/data/1.md", "data/../../1.md", "data\\..\\1.md", "C:/data/1.md"]
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_what_climbs_out_is_left_out(pack, name):
    parsed = read("front-matter", pack({name: FOG.encode(), "data/2.md": FOG.encode()}))
    assert len(parsed.stories) == 1
    assert "climbs out of the archive" in parsed.faults[0].message


def test_links_are_left_out():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "a.md"), (tarfile.LNKTYPE, "b.md"), (tarfile.CHRTYPE, "c.md")):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    parsed = read("front-matter", out.getvalue())
    says = [fault.message for fault in parsed.faults]
    assert says == ["is a link; it is left out"] * 2 + ["is a device; it is left out", "holds no file *.md"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "is a link" in read("front-matter", out.getvalue()).faults[0].message


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_bombs_are_left_out(pack):
    parsed = read("front-matter", pack({"a.md": b"\0" * (archives.MOST_OF_A_FILE + 1), "b.md": FOG.encode()}))
    assert len(parsed.stories) == 1
    assert "is larger than 2 MiB" in parsed.faults[0].message


def test_too_much_altogether_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000)
    monkeypatch.setattr(archives, "MOST_TAR_BYTES", 1_000)
    files = {f"{number}.md": FOG.encode() for number in range(10)}
    for data in (zipped(files), tarred(files)):
        parsed = read("front-matter", data)
        assert not parsed.stories
        assert "is an archive with more than" in parsed.faults[0].message


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_files_are_refused(pack, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    parsed = read("front-matter", pack({f"{number}.txt": b"" for number in range(4)}))
    assert "entries" in parsed.faults[0].message


def test_a_name_that_stands_there_twice_counts_once():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.md", FOG)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.md", FOG.replace("Fog", "Mist"))
    parsed = read("front-matter", out.getvalue())
    assert list(by_title(parsed)) == ["Fog in the lock"]
    assert messages(parsed) == ["None: /a.md stands twice in the archive; the first one counts"]


def test_an_encrypted_file_is_left_out():
    data = bytearray(zipped({"a.md": FOG.encode()}))
    central = data.rindex(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    assert "is encrypted" in read("front-matter", bytes(data)).faults[0].message


def test_a_damaged_archive_is_a_fault():
    for data in (zipped(FILES)[:200], tarred(FILES)[:60], b"PK\x03\x04", b"\x1f\x8b\x08"):
        parsed = read("front-matter", data)
        assert not parsed.stories
        assert "is a damaged archive" in parsed.faults[0].message
