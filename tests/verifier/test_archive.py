"""Archives have one form, any program opens them, and no other form is read."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.verifier import archive
from assessments.verifier.genuine import NotGenuine


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}(/[a-z.]{1,5})?", fullmatch=True), st.binary()))
def test_what_an_archive_holds_comes_out_and_any_program_opens_it(files):
    files = {name: content for name, content in files.items() if not name.endswith((".", "/"))}
    files = {name: content for name, content in files.items() if archive._NAME.match(name)}
    if not files:
        return
    written = archive.write(files)
    assert archive.read(written) == files
    with zipfile.ZipFile(BytesIO(written)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == files


def test_archives_in_another_form_are_refused():
    files = {"a": b"1", "b": b"2"}
    written = archive.write(files)
    repacked = BytesIO()
    with zipfile.ZipFile(repacked, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a", "1")
    one = archive.write({"a": b"1"})
    local = one[: one.index(b"PK\x01\x02")]
    for other in (
        b"",
        b"PK\x03\x04",
        b"x" + written,
        written + b"x",
        written[:-1],
        repacked.getvalue(),
    ):
        with pytest.raises(NotGenuine, match="one form"):
            archive.read(other)
    with pytest.raises(NotGenuine, match="twice"):
        archive.read(local + one)


@pytest.mark.parametrize("name", ["", "../a", "/a", "a/b/c", ".a", "a b", "a\\b", "\u00e4"])
def test_names_that_lead_elsewhere_are_not_packed(name):
    with pytest.raises(NotGenuine, match="no plain name"):
        archive.write({name: b""})


def test_too_many_files_are_not_packed(monkeypatch):
    monkeypatch.setattr(archive, "MOST", 1)
    with pytest.raises(NotGenuine, match="too much"):
        archive.write({"a": b"", "b": b""})
