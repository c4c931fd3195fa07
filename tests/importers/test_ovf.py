"""OVF: golden images, packed or described."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.importers import Unreadable, read

_OVF = """<Envelope xmlns="o" xmlns:ovf="o" xmlns:vmw="v" xmlns:rasd="r">
<VirtualSystem ovf:id="golden"><Name>Golden</Name>
<AnnotationSection><Annotation>password: abc</Annotation></AnnotationSection>
<OperatingSystemSection><Description>Debian 12</Description></OperatingSystemSection>
<ProductSection><Version>1.2</Version></ProductSection>
<VirtualHardwareSection>
<Item><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
<Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
<rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>2048</rasd:VirtualQuantity></Item>
<Item><rasd:ResourceType>17</rasd:ResourceType></Item>
<Item><rasd:ResourceType>10</rasd:ResourceType><rasd:Connection>lan</rasd:Connection></Item>
<Item><rasd:ResourceType>10</rasd:ResourceType></Item>
<vmw:Config vmw:key="firmware" vmw:value="efi"/>
<vmw:Config vmw:key="bootOptions.efiSecureBootEnabled" vmw:value="true"/>
</VirtualHardwareSection></VirtualSystem></Envelope>"""


def _packed(path: Path, *names: str) -> Path:
    with tarfile.open(path, mode="w") as archive:
        for name in names:
            content = _OVF.encode() if name.endswith("ovf") else b"x"
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_a_description_is_a_template() -> None:
    (guest,) = read(io.BytesIO(_OVF.encode())).estate.guests
    assert (guest.firmware, guest.secure_boot, guest.os_configured) == ("uefi", True, "Debian 12")
    assert (guest.vcpus, guest.memory_mib, len(guest.disks)) == (2, 2048, 1)
    assert [nic.network for nic in guest.nics] == ["lan", None]
    assert "abc" not in (guest.annotation or "")
    assert guest.attributes["Version"] == "1.2"


@pytest.mark.parametrize(
    ("names", "words"),
    [(("g.ovf",), "no"), (("g.ovf", "g.mf"), "manifest"), (("g.ovf", "g.cert"), "certificate")],
)
def test_signatures_beside_an_image_are_told(
    tmp_path: Path, names: tuple[str, ...], words: str
) -> None:
    (guest,) = read(_packed(tmp_path / "g.ova", *names)).estate.guests
    assert guest.attributes["Signed"].startswith(words)


def test_nothing_is_said_of_firmware_that_is_not_named() -> None:
    words = "<Envelope><VirtualSystem/></Envelope>"
    (guest,) = read(io.BytesIO(words.encode())).estate.guests
    assert (guest.firmware, guest.secure_boot, guest.vcpus) == (None, None, None)


def test_a_damaged_envelope_is_refused() -> None:
    with pytest.raises(Unreadable):
        read(io.BytesIO(b"<Envelope>"))


@given(st.integers(0, len(_OVF)), st.text(st.characters(codec="utf-8"), max_size=9))
def test_any_text_in_any_place_is_read_or_refused(place: int, words: str) -> None:
    try:
        reading = read(io.BytesIO((_OVF[:place] + words + _OVF[place:]).encode()))
    except Unreadable:
        return
    assert reading.format == "OVF"
