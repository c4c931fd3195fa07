"""One fault for each check of clouds, and a cloud without any."""

from dataclasses import replace

from assessments.estate import AddressPair, GuestCloud, GuestPosture, Opening, PacketFilter
from tests.checks.make_estate import AT, template, vm

WEB = PacketFilter("sg-1", "web", AT, (Opening(AT, "0.0.0.0/0", "tcp", 443, 443),))
GOOD = GuestCloud(
    AT,
    filters=("sg-1",),
    filters_origin=AT,
    in_default_filter=False,
    address_pairs=(),
    has_login_key=True,
    has_user_data=False,
    visibility="private",
    is_signed=True,
)
EVERYWHERE = AddressPair("port", "0.0.0.0/0", AT)
ANY_PORT = replace(WEB, openings=(Opening(AT),))


def machine(**changes):
    return {"guests": (vm(cloud=replace(GOOD, **changes)),), "filters": (WEB,)}


def image(**changes):
    posture = GuestPosture(AT, is_protected=changes.pop("is_protected", True))
    return {"guests": (template(cloud=replace(GOOD, **changes), posture=posture),)}


PLANTED = {
    "TPL-PUBLIC": image(visibility="public"),
    "TPL-UNPROTECTED": image(is_protected=False),
    "TPL-UNSIGNED": image(is_signed=False),
    "VM-ADDRESS-PAIRS": machine(address_pairs=(EVERYWHERE,)),
    "VM-FILTER-DEFAULT": machine(in_default_filter=True),
    "VM-FILTER-OPEN": machine() | {"filters": (ANY_PORT,)},
    "VM-NO-LOGIN-KEY": machine(has_login_key=False),
    "VM-USER-DATA": machine(has_user_data=True),
}
