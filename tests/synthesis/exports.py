"""Exports as the tests of invented estates read them: with the csv module, by nobody's importer."""

import csv
import io
import zipfile

from assessments import synthesis


def csv_rows(plan, folder, dialect="4.7.1"):
    """The rows of each sheet as dictionaries, and the headers."""
    path = folder / "estate.zip"
    synthesis.write(plan, path, "rvtools-csv", dialect)
    mark = synthesis.DIALECTS[dialect].delimiter
    with zipfile.ZipFile(path) as archive:
        texts = {
            name.removeprefix("RVTools_tab").removesuffix(".csv"): archive.read(name).decode()
            for name in archive.namelist()
        }
    readers = {
        name: csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
        for name, text in texts.items()
    }
    rows = {name: list(reader) for name, reader in readers.items()}
    return rows, {name: tuple(reader.fieldnames or ()) for name, reader in readers.items()}
