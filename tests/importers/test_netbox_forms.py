"""NetBox in other forms: single objects, records without addresses, foreign and broken files."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Power
from assessments.importers import NotRecognised, Reading, Unreadable
from assessments.importers.members import Member
from assessments.importers.netbox import pages, recognises
from tests.importers.netbox_pages import machine, nested, page, record
from tests.importers.test_netbox import disk, interface, reading


@pytest.mark.parametrize("document", [machine(), [machine()], [page(machine())], page(machine())])
def test_one_machine_in_every_form(document):
    assert [guest.name for guest in reading(document).estate.guests] == ["web"]


@pytest.mark.parametrize("url", [None, "https://[nonsense/api/virtualization/virtual-machines/1/"])
def test_a_machine_is_known_by_its_keys_where_no_address_names_it(url):
    found = reading(page(machine() | {"url": url})).estate
    assert (found.guests[0].ref.source, found.managers) == ("netbox", ())


def test_records_of_version_2_have_no_addresses_and_numbers_for_states():
    old = [page(machine() | {"url": None, "status": {"value": 1, "label": "Active"}})]
    old += [page(interface() | {"url": None}), page(disk(10) | {"url": None})]
    (guest,) = reading(old).estate.guests
    assert (guest.power, len(guest.nics), len(guest.disks)) == (Power.ON, 1, 1)


@pytest.mark.parametrize("document", [page(), {"netbox-version": "4.2.0"}])
def test_nothing_but_of_netbox_gives_an_empty_estate(document):
    assert reading(document).estate.guests == ()


@pytest.mark.parametrize(
    "document",
    [
        page({"id": 1}),
        {"count": 0},
        [1],
        page(count=3),
        [{"url": "https://x.example/api/v2/users/1/"}],
    ],
)
def test_what_is_of_somebody_else_is_not_ours(document):
    with pytest.raises(NotRecognised):
        reading(document)


def test_broken_files_are_not_ours():
    assert not recognises([Member("a.json", b"{"), Member("b.txt", b"hello")])
    assert list(pages._lists(7)) == []


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
LAN = {"id": 5, "vid": 101, "name": "RES"}
OBJECTS = (
    machine(
        custom_fields={"owner": "Ada"}, owner=None, device=nested(9, "n"), tags=[{"name": "a"}]
    ),
    interface(untagged_vlan=LAN, tagged_vlans=[LAN], mac_addresses=[{"mac_address": "AA"}]),
    disk(10),
    record("virtualization/clusters", 7, name="prod", scope=nested(3, "Bonn")),
    record("dcim/devices", 9, name="n", cluster=nested(7, "prod"), site=nested(3, "Bonn")),
    record("dcim/sites", 3, name="Bonn"),
    record("ipam/vlans", number=5, vid=101, name="RES"),
)


@st.composite
def spoiled(draw):
    """Every endpoint at once, with a few values of some objects replaced by anything."""
    objects = [dict(each) for each in OBJECTS]
    for _time in range(draw(st.integers(1, 4))):
        chosen = draw(st.sampled_from(objects))
        chosen[draw(st.sampled_from(sorted(chosen)))] = draw(VALUES)
    return [page(), *(page(each, draw(VALUES)) for each in objects)]


@given(spoiled())
def test_any_value_gives_a_reading(document):
    assert isinstance(reading(document), Reading)


@given(VALUES | st.builds(page, VALUES, count=st.integers()))
def test_any_document_gives_a_reading_or_a_refusal(document):
    with suppress(Unreadable):
        assert isinstance(reading(document), Reading)
