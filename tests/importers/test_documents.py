"""Documents as they come in: archives, envelopes, XML and JSON, told apart by content."""

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.importers import Hostile, NotRecognised, TooLarge, Unreadable, read
from assessments.importers.members import Files, Member, opened
from assessments.importers.xml import attribute, line, local, roots, text
from tests.importers.documents import collected, link, reading, tarred
from tests.importers.files import zipped

DOMAIN = "<domain type='kvm'><name>web</name><uuid>u-1</uuid></domain>"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_read_however_it_is_packed(mode):
    content = tarred({"./kvm1/domains/web.xml": DOMAIN}, mode)
    (guest,) = reading(content).estate.guests
    assert (guest.name, guest.host.native_id) == ("web", "kvm1")
    assert guest.origin.sheet == "kvm1/domains/web.xml"


def test_a_zip_of_documents_is_read_like_a_tar():
    (guest,) = reading(zipped({"kvm1/": b"", "kvm1/web.xml": DOMAIN.encode()})).estate.guests
    assert guest.host.native_id == "kvm1"


def test_links_and_folders_of_a_tar_are_left_out():
    content = tarred({"a": link("a", "/etc/passwd"), "kvm1/web.xml": DOMAIN})
    assert len(reading(content).estate.guests) == 1


@pytest.mark.parametrize("path", ["../web.xml", "/etc/web.xml", "a/../../web.xml"])
def test_a_name_that_leads_out_of_a_tar_is_refused(path):
    with pytest.raises(Hostile, match="leads out of it"):
        reading(tarred({path: DOMAIN}))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"files": 1}, "more than 1 files"),
        ({"unpacked": 20}, "unpacks to more than"),
        ({"member": 20}, "or a file in it to more than"),
    ],
)
def test_a_tar_beyond_the_limits_is_refused(limits, words):
    with pytest.raises(TooLarge, match=words):
        reading(tarred({"a.xml": DOMAIN, "b.xml": DOMAIN}), **limits)


def test_a_file_of_a_zip_beyond_the_limits_is_refused():
    with pytest.raises(TooLarge, match=r"a\.xml in the archive is larger"):
        reading(zipped({"a.xml": DOMAIN.encode()}), member=20)


@pytest.mark.parametrize("cut", [30, 90])
def test_a_damaged_tar_is_refused_in_words(cut):
    with pytest.raises(NotRecognised, match="no tar, or is damaged"):
        reading(tarred({"a.xml": DOMAIN})[:cut])


def test_a_packed_file_that_is_no_tar_is_refused_in_words():
    with pytest.raises(NotRecognised, match="no tar, or is damaged"):
        reading(b"\x1f\x8b" + bytes(40))


@pytest.mark.parametrize("at", [0, 2**40])
def test_a_date_of_a_tar_that_is_none_is_left_out(at):
    assert len(reading(tarred({"a.xml": DOMAIN}, at=at)).estate.guests) == 1


def test_an_archive_of_something_else_names_what_is_in_it():
    with pytest.raises(NotRecognised, match=r"libvirt.*It holds notes/readme\.txt"):
        reading(tarred({"notes/readme.txt": "hello"}))
    with pytest.raises(NotRecognised, match="It holds nothing"):
        reading(tarred({}))


def test_a_collected_file_brings_its_date_and_what_was_refused():
    refused = [{"what": "pools", "why": "no permission"}, {}, "x"]
    content = collected("libvirt", {"kvm1/domains/u-1.xml": DOMAIN}, refused=refused)
    got = reading(content)
    assert got.estate.taken_at.isoformat() == "2026-11-01T08:00:00+00:00"
    assert got.estate.version == "0.1.0"
    assert "The collector was refused: pools: no permission; Something: refused." in got.notices


@pytest.mark.parametrize(
    "wrong", [{"vsrisk_collect": 2, "files": []}, {"vsrisk_collect": 1, "files": 3}]
)
def test_a_collected_file_of_a_later_form_is_refused(wrong):
    with pytest.raises(Unreadable, match="newer collector"):
        reading(wrong)


@pytest.mark.parametrize("said", [{}, {"taken_at": "soon"}, {"taken_at": "2026-11-01T08:00:00"}])
def test_a_collected_file_without_a_date_or_files_of_no_form_is_read_as_far_as_it_goes(said):
    files = [3, {"path": 4}, {"path": "a.xml", "text": DOMAIN}, {"path": "b.json", "json": {}}]
    raw = {"vsrisk_collect": 1, "files": files, "source": 3, **said}
    found = opened(Member("", json.dumps(raw).encode()))
    assert [member.path for member in found] == ["a.xml", "b.json"]
    assert found.collected.taken_at is None


def test_a_text_that_only_speaks_of_the_collector_is_no_envelope():
    found = opened(Member("", b'["vsrisk_collect", "vsrisk_collect"]'))
    assert len(list(found)) == 1
    assert len(list(opened(Member("", b'{"x": "\\"vsrisk_collect\\""}')))) == 1


def test_files_come_once_and_the_first_may_be_looked_at_before():
    files = Files(Member(str(number), b"") for number in range(500))
    assert len(files.first) == 400
    assert [member.path for member in files] == [str(number) for number in range(500)]
    assert list(files) == []


def test_json_that_is_none_says_what_is_wrong():
    with pytest.raises(Unreadable, match="file is no JSON"):
        reading('{"servers": [NaN]}')
    with pytest.raises(NotRecognised, match="no export of"):
        reading({"some": "thing"})
    assert Member("x", b"").json is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_documents_of_every_desktop_are_read(encoding):
    (guest,) = reading(DOMAIN.replace("web", "wéb").encode(encoding)).estate.guests
    assert guest.name == "wéb"


def test_xml_says_its_encoding_and_an_unknown_one_is_refused():
    old = "<?xml version='1.0' encoding='ISO-8859-1'?>" + DOMAIN.replace("web", "wéb")
    assert reading(old.encode("latin-1")).estate.guests[0].name == "wéb"
    with pytest.raises(Unreadable, match="in the encoding ebcdic-cp-us: save it as UTF-8"):
        reading("<?xml version='1.0' encoding='EBCDIC-CP-US'?>" + DOMAIN)


def test_several_documents_in_one_file_keep_their_lines():
    member = Member("list.xml", b"<?xml version='1.0'?>\n<a/>\n<?xml version='1.0'?>\n<b x='1'/>")
    first, second = roots(member)
    assert [(local(each), line(each)) for each in (first, second)] == [("a", 2), ("b", 4)]
    assert attribute(second, "", "x") == "1"
    assert attribute(second, "c", "x") is None
    assert text(None) is None


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE d SYSTEM 'http://127.0.0.1/x.dtd'>" + DOMAIN,
        "<!doctype d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name></domain>",
        "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + DOMAIN,
    ],
)
def test_every_document_type_is_refused(content):
    for upload in (content, tarred({"a.xml": content, "b.xml": DOMAIN})):
        with pytest.raises(Hostile, match="declares a document type"):
            reading(upload)


def test_what_is_deeper_than_any_export_is_refused():
    deep = "<domain>" + "<a>" * 100_000 + "</a>" * 100_000 + "</domain>"
    with pytest.raises(Unreadable, match="could be read"):
        reading(deep)
    with pytest.raises(Unreadable, match="no JSON"):
        reading("[" * 100_000 + "]" * 100_000)


NAMES = st.sampled_from(
    ["a/domains/x.xml", "etc/pve/nodes/n/qemu-server/100.conf", "100.fw", "cluster.json", "x"]
)
STARTS = st.sampled_from([b"<domain>", b"{", b"[", b'[{"_vimtype":"', b"bios: ovmf\n", b""])


@given(st.dictionaries(NAMES, st.tuples(STARTS, st.binary(max_size=200)).map(b"".join), max_size=4))
def test_whatever_files_come_in_there_is_a_reading_or_words(members):
    with contextlib.suppress(Unreadable):
        assert read(io.BytesIO(tarred(members))).totals
