"""The formats that are known: one package each, told apart by content, never by name."""

import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from assessments.importers import (
    archives,
    csvs,
    hyperv,
    libvirt,
    members,
    netbox,
    openstack,
    ovf,
    ovirt,
    proxmox,
    rvtools,
    tars,
    vsphere,
    workbooks,
)
from assessments.importers.base import Limits, NotRecognised, Progress, Reading, TooLarge
from assessments.importers.members import Files, Member
from assessments.importers.netbox import tables as netbox_tables
from assessments.importers.sheets import Sheet

_HEAD = 65_536
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NAMED = 12
_EACH = 250  # files between two reports of progress


class TableImporter(Protocol):
    """
    A format of tables: one package that can be deleted with its line in `TABLES`.

    A bad cell or row is reported, never raised: whoever uploads 4,000 rows
    wants all their mistakes at once.
    """

    LABEL: str

    def recognises(self, sheets: Sequence[Sheet]) -> bool:
        """Say whether these sheets are in this format."""

    def read(self, kind: str, sheets: Sequence[Sheet], progress: Progress) -> Reading:
        """Read them; *kind* is "xlsx" or "csv"."""


class FileImporter(Protocol):
    """
    A format of documents (XML, JSON, configuration), one or many: one line in `DOCUMENTS`.

    A file that cannot be read is a problem of the reading where others can.
    """

    LABEL: str

    def recognises(self, first: Sequence[Member]) -> bool:
        """Say whether files that begin with these are in this format."""

    def read(self, files: Files) -> Reading:
        """Read them, each once and in their order."""


TABLES: tuple[TableImporter, ...] = (rvtools, netbox_tables)
DOCUMENTS: tuple[FileImporter, ...] = (
    libvirt,
    proxmox,
    vsphere,
    openstack,
    netbox,
    hyperv,
    ovf,
    ovirt,
)
_EVERY = [*(each.LABEL for each in TABLES), *(each.LABEL for each in DOCUMENTS)]
LABELS = tuple(dict.fromkeys(_EVERY))


def read(
    source: Path | BinaryIO, limits: Limits | None = None, progress: Progress | None = None
) -> Reading:
    """
    Read a file in this process. For files of strangers use `read_guarded`.

    Raises:
        Unreadable: it is no known export, or beyond the limits; the words say why.
    """
    limits, progress = limits or Limits(), progress or _silent
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(file, limits, progress)
    return _read(source, limits, progress)


def _read(file: BinaryIO, limits: Limits, progress: Progress) -> Reading:
    progress("Opening the file", 0, 1)
    head = _head(file, limits)
    if head.startswith(b"PK"):
        return _archived(file, limits, progress)
    if tars.is_tar(head):
        return _documents(Files(_told(tars.members_of(file, limits), file, progress)))
    alone = Member("", head)
    if alone.is_xml or alone.is_json:
        return _documents(members.opened(Member("", file.read())))
    return _text(file, alone, limits, progress)


def _text(file: BinaryIO, head: Member, limits: Limits, progress: Progress) -> Reading:
    """Read a text: a configuration or listing that an importer knows, else a table."""
    if b"\0" in head.content and not head.content.startswith(_UTF_16):
        raise NotRecognised("This is neither a workbook (.xlsx), CSV, XML, JSON nor an archive.")
    importer = _recognised([head])
    if importer is not None:
        return importer.read(Files([Member("", _start(file, -1))]))
    return _tables("csv", [csvs.sheet_of("", lambda count: _start(file, count), limits)], progress)


def _head(file: BinaryIO, limits: Limits) -> bytes:
    """The first bytes; the file is then at its beginning."""
    size = file.seek(0, os.SEEK_END)
    if size > limits.size:
        raise TooLarge(f"The file is larger than {limits.size // 1_000_000} MB.")
    head = _start(file, _HEAD)
    file.seek(0)
    if not head.strip():
        raise NotRecognised("The file is empty.")
    if head.startswith(_OLD_OFFICE):
        raise NotRecognised(
            "This is an old workbook (.xls) or one with a password. "
            "Save it as .xlsx without a password."
        )
    return head


def _archived(file: BinaryIO, limits: Limits, progress: Progress) -> Reading:
    archive = archives.opened(file, limits)
    if "[Content_Types].xml" in archive.namelist():
        return _tables("xlsx", workbooks.sheets_of(file, archive, limits), progress)
    sheets = csvs.members_of(archive, limits)
    if len(sheets) > limits.members:
        raise TooLarge(
            f"The archive holds {len(sheets)} tables; at most {limits.members} are read."
        )
    if sheets:
        return _tables("csv", sheets, progress)
    files = Files(_told(tars.of_zip(archive, limits), file, progress))
    importer = _recognised(files.first)
    if importer is None:
        raise NotRecognised(_nothing_in(archive))
    return importer.read(files)


def _tables(kind: str, sheets: list[Sheet], progress: Progress) -> Reading:
    for importer in TABLES:
        if importer.recognises(sheets):
            return importer.read(kind, sheets, progress)
    raise NotRecognised(_stranger(sheets))


def _documents(files: Files) -> Reading:
    importer = _recognised(files.first)
    if importer is not None:
        return importer.read(files)
    for member in files.first:
        if len(files.first) == 1 and member.is_json:
            _ = member.json  # damaged ones say what is wrong
    named = ", ".join(member.sheet for member in files.first[:_NAMED])
    raise NotRecognised(f"This is no export of {_known()}. It holds {named or 'nothing'}.")


def _recognised(first: Sequence[Member]) -> FileImporter | None:
    return next((each for each in DOCUMENTS if each.recognises(first)), None)


def _told(found: Iterator[Member], file: BinaryIO, progress: Progress) -> Iterator[Member]:
    """Tell how far the archive is read, in bytes, while its files go by."""
    place = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(place)
    for number, member in enumerate(found):
        if number % _EACH == 0:
            progress("Reading files", min(file.tell(), size), size)
        yield member


def _nothing_in(archive: zipfile.ZipFile) -> str:
    if any(name.casefold().endswith((".xlsx", ".zip")) for name in archive.namelist()):
        return "The archive holds another archive or workbook: unpack it and upload that."
    return f"The archive holds no CSV file, and nothing of an export of {_known()}."


def _start(file: BinaryIO, count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _known() -> str:
    return ", ".join(LABELS[:-1]) + f" or {LABELS[-1]}"


def _stranger(sheets: Sequence[Sheet]) -> str:
    named = [sheet.name for sheet in sheets if sheet.name][:_NAMED]
    found = f" It holds {', '.join(named)}." if named else ""
    labels = " or ".join(importer.LABEL for importer in TABLES)
    return (
        f"This is not an export of {labels}: no sheet vInfo with a column VM was found.{found} "
        "Of NetBox the list of virtual machines is read, with Name, Status and Cluster."
    )


def _silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""
