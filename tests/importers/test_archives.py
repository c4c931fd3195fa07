"""Archives are looked at before anything in them is read."""

import io
import zipfile

import pytest

from assessments.importers import Hostile, Limits, NotRecognised, TooLarge, archives
from tests.importers.files import encrypted, link, zipped


def refused(content, kind, words, limits=None):
    with pytest.raises(kind, match=words):
        archives.opened(io.BytesIO(content), limits or Limits())


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "a/../../x.csv", "/etc/x.csv", "\\\\host\\x.csv", "C:\\x.csv", "a\\..\\x.csv"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name):
    refused(zipped({name: b"VM"}), Hostile, "leads out of it")


def test_a_link_and_a_forged_name_are_refused():
    refused(link(), Hostile, "holds a link")
    forged = zipped({"a.csvxx": b"VM"}).replace(b"a.csvxx", b"a.csv\0x")
    refused(forged, Hostile, "forged name")


def test_too_many_members_and_too_much_content_are_refused():
    many = zipped({f"{number}.csv": b"VM" for number in range(21)})
    refused(many, TooLarge, "holds 21 files; at most 20", Limits(files=20))
    refused(
        zipped({"a.csv": bytes(3_000_000)}), TooLarge, "unpacks to 3 MB", Limits(unpacked=2_000_000)
    )


def test_a_bomb_is_refused_by_its_ratio():
    refused(zipped({"a.csv": bytes(30_000_000)}), Hostile, "may be a bomb")


def test_an_encrypted_and_a_damaged_archive_are_refused():
    refused(encrypted(), NotRecognised, "encrypted")
    refused(b"PK\3\4 and so on", NotRecognised, "damaged")


def test_a_member_that_lies_about_its_size_is_refused_while_it_is_read():
    content = zipped({"a.csv": b"VM" * 500}).replace(
        (1000).to_bytes(4, "little"), bytes((9, 0, 0, 0))
    )
    archive = archives.opened(io.BytesIO(content), Limits())
    with pytest.raises(NotRecognised, match=r"a\.csv in the archive is damaged"):
        list(archives.chunks(archive, archive.infolist()[0]))


def test_a_member_comes_in_pieces():
    with zipfile.ZipFile(io.BytesIO(zipped({"a.csv": b"abcde"}))) as archive:
        assert list(archives.chunks(archive, archive.infolist()[0], size=2)) == [b"ab", b"cd", b"e"]
