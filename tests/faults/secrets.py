"""Exports with secrets in them, and every place where one could have stayed."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import redis
from pypdf import PdfReader

from assessments import synthesis
from tests.faults.plant import Plant

IN_ATTRIBUTES = {  # header of a custom attribute, and what somebody wrote there
    "Root password": "Zk4-attribute-one",
    "Remark": "iLO login, pwd: Zk4-attribute-two",
    "API token": "Zk4-attribute-three",
    "Kennwort": "Zk4-attribute-four",
    "Rack": "Zk5-in-the-clear",
}
CLEAR = IN_ATTRIBUTES["Rack"]
PLANTED = re.compile(r"Zk4-attribute-\w+")
VMS = 12
PADDING = 3_000_000  # bytes: more than a web server keeps in memory, so it lies in a file a while
BYTES_IN_A_DUMP = re.compile(rb"\\\\x([0-9a-f]{20,})")


def export(seed: int, form: str) -> tuple[bytes, tuple[str, ...]]:
    """Return an export of an invented estate and the secrets in it."""
    plan = synthesis.generate(VMS, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        synthesis.write(plan, path, form)
        content = path.read_bytes()
    return content, synthesis.secrets(plan)


def export_with_attributes(seed: int) -> tuple[bytes, tuple[str, ...]]:
    """Return a large zip whose machines also carry secrets in custom attributes."""
    content, secrets = export(seed, "rvtools-csv")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8-sig")
            new.writestr(name, _with_attributes(text) if "vInfo" in name else text)
        new.writestr("readme.txt", "-" * PADDING)
    return out.getvalue(), (*secrets, *PLANTED.findall(" ".join(IN_ATTRIBUTES.values())))


def text_of(content: bytes) -> bytes:
    """Return all that a zip (an XLSX, a zip of CSV files) holds, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def dump(plant: Plant) -> bytes:
    """Return every row of every table as a dump holds it, and what is in its binary columns."""
    out = io.BytesIO()
    with plant.as_superuser() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
    rows = out.getvalue()
    binary = [bytes.fromhex(found.decode()) for found in BYTES_IN_A_DUMP.findall(rows)]
    pages = [words_of(each).encode() for each in binary if each.startswith(b"%PDF")]
    assert binary
    return b"\n".join([rows, *binary, *pages])


def keys_of_broker(plant: Plant) -> bytes:
    with redis.Redis(unix_socket_path=str(plant.servers.valkey.socket)) as broker:
        return b"\n".join(broker.dump(key) or b"" for key in broker.scan_iter())


def files_of(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below some folders: data, logs, temporary files, the servers' own."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


def found(secrets: Iterable[str], where: Iterable[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Return each place that holds a secret, with that secret."""
    wanted = [(secret, secret.encode()) for secret in secrets]
    return [(place, secret) for place, text in where for secret, it in wanted if it in text]


def _with_attributes(text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*rows[0], *IN_ATTRIBUTES])
    for row in rows[1:]:
        writer.writerow([*row, *IN_ATTRIBUTES.values()])
    return out.getvalue()
