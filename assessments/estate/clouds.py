"""What only clouds tell: packet filters of their own, images for everybody, data for the start."""

from dataclasses import dataclass

from assessments.estate.identity import Origin


@dataclass(frozen=True, slots=True)
class Opening:
    """
    What a packet filter lets in.

    `sources` is an address range, blank for everywhere; a range of ports without ends is
    every port, `protocol` None every protocol.
    """

    origin: Origin
    sources: str = ""
    protocol: str | None = None
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class PacketFilter:
    """A named filter in front of guests (a security group); `openings` None where untold."""

    native_id: str
    name: str
    origin: Origin
    openings: tuple[Opening, ...] | None = None


@dataclass(frozen=True, slots=True)
class AddressPair:
    """Addresses that an adapter may send from besides its own."""

    adapter: str
    addresses: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class GuestCloud:
    """
    What a cloud says of a guest, each None where untold.

    `filters` are identities of packet filters, or their names where nothing more is told.
    """

    origin: Origin
    filters: tuple[str, ...] | None = None
    filters_origin: Origin | None = None
    in_default_filter: bool | None = None
    address_pairs: tuple[AddressPair, ...] | None = None
    has_login_key: bool | None = None
    has_user_data: bool | None = None  # a script or settings handed over at the first start
    visibility: str | None = None  # of a template: public, community, shared, private
    is_signed: bool | None = None  # of a template
