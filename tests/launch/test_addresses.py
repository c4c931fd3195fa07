"""Where the web server listens, and what it is called."""

import socket

import pytest

from vsrisk.launch import addresses
from vsrisk.launch.addresses import Address
from vsrisk.launch.problems import CannotGoOn


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_with_the_way_out(taken):
    with pytest.raises(CannotGoOn, match=f"VSRISK_PORT={taken + 1}"):
        Address("127.0.0.1", taken).require_free()


def test_a_free_port_passes(taken):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert free != taken
    Address("127.0.0.1", free).require_free()


@pytest.mark.parametrize("bind", ["192.0.2.99", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_said_to_be_that(bind):
    with pytest.raises(CannotGoOn, match=r"is no address of this machine.*127\.0\.0\.1"):
        Address(bind, 8000).require_free()


@pytest.mark.parametrize("port", ["", "eighty", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("VSRISK_PORT", port)
    with pytest.raises(CannotGoOn, match="from 1 to 65535"):
        addresses.from_environment()


def test_this_machine_is_named_first():
    assert Address(addresses.EVERYWHERE, 8000).links()[0] == "http://localhost:8000/"


def test_every_printed_link_is_an_allowed_host():
    address = Address(addresses.EVERYWHERE, 8000)
    names = {link.removeprefix("http://").rpartition(":")[0] for link in address.links()}
    assert names <= set(address.hosts())


def test_one_interface_has_one_link():
    assert Address("127.0.0.1", 8000).links() == ["http://127.0.0.1:8000/"]
