"""Files of every kind for the importers, ordinary and hostile, made on the spot."""

import csv
import io
import stat
import zipfile

import xlsxwriter

INFO = ("VM", "Powerstate", "Host", "VM ID", "VI SDK UUID")
WEB = ("web-1", "poweredOn", "esx1", "vm-1", "vc-1")
SHEET = "xl/worksheets/sheet1.xml"


def table(*rows, separator=","):
    """Rows as the text of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def exported(separator=",", encoding="utf-8", **sheets):
    """A zip of CSV files: sheets by name, each a list of rows, the header first."""
    return zipped(
        {
            f"RVTools_tab{name}.csv": table(*rows, separator=separator).encode(encoding)
            for name, rows in sheets.items()
        }
    )


def zipped(members, *, compression=zipfile.ZIP_DEFLATED):
    """A zip of these members; a name may be a `ZipInfo`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(**sheets):
    """A workbook: sheets by name, each a list of rows, the header first."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
    return out.getvalue()


def changed(content, name, old, new):
    """A zip with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == name:
                assert old in data
                data = data.replace(old, new)
            target.writestr(member.filename, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def plain_workbook():
    return workbook(vInfo=[INFO, WEB])


def far_cell(place="XFD1048576"):
    """The workbook that kills the fast reader: two cells, seventeen thousand million apart."""
    cell = f'<row r="1048576"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return changed(plain_workbook(), SHEET, b"</sheetData>", cell.encode())


def encrypted():
    """A zip whose member says that it is encrypted."""
    content = bytearray(zipped({"RVTools_tabvInfo.csv": b"VM\r\nweb\r\n"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def link():
    member = zipfile.ZipInfo("RVTools_tabvInfo.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped({member: b"/etc/passwd"})
