"""Exports of invented estates: read back by the product, and by nobody's importer."""

import csv
import io
import zipfile

import openpyxl

from assessments import checks, importers, synthesis
from assessments.synthesis import expected, write

ALL = 10**9  # objects of a key
NEVER = {"result": "not_assessable", "objects": []}  # of checks that no RVTools export answers


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


def read_back(plan, folder, kind="rvtools-csv", dialect="4.7.1"):
    path = folder / "estate"
    write(plan, path, kind, dialect)
    with path.open("rb") as file:
        return importers.read(file)


def differences(plan, reading, before=None, dialect="4.7.1"):
    """What the checks say otherwise than the key, by code; totals too."""
    key = expected(plan, most=ALL, dialect=dialect)
    results = checks.run(reading.estate, as_of=plan.as_of, earlier=before)
    wrong = {}
    if dict(reading.totals) != key["_totals"]:
        wrong["_totals"] = (dict(reading.totals), key["_totals"])
    for result in results:
        if result.code in synthesis.TWO_EXPORTS and before is None:
            continue
        answer = key["expected"].get(result.code, NEVER)
        got = sorted(finding.label for finding in result.findings)
        if (result.result, got) != (answer["result"], sorted(answer["objects"])):
            wrong[result.code] = (result.result, got, answer, result.reason)
    return wrong


def cells(path):
    """Every sheet of an export as rows of cells, header first, as a person would look them up."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            book = openpyxl.load_workbook(file, data_only=True)
            return {sheet.title: [list(row) for row in sheet.values] for sheet in book.worksheets}
        texts = {name: io.StringIO(archive.read(name).decode(), newline="") for name in names}
    return {
        name.removeprefix("RVTools_tab").removesuffix(".csv"): list(csv.reader(text))
        for name, text in texts.items()
    }
