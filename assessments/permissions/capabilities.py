"""What each role may do, as one table; docs/reference/roles.md says the same in words."""

from collections.abc import Mapping
from enum import StrEnum

from assessments.models import Role


class Capability(StrEnum):
    READ = "read"  # everything of the organisation, frozen or not
    ASSESS = "assess"  # create and fill assessments in, bring inventories in, submit
    TREAT = "treat"  # decide on treatment and plan actions
    SECOND = "second"  # confirm another person's "not applicable"
    ACCEPT = "accept"  # accept a risk, within one's authority
    SIGN = "sign"  # sign or return a revision one is named in
    ADMINISTER = "administer"  # people, roles, organisation


ROLE_CAPABILITIES: Mapping[Role, frozenset[Capability]] = {
    Role.ANALYST: frozenset(
        {
            Capability.READ,
            Capability.ASSESS,
            Capability.TREAT,
            Capability.SECOND,
            Capability.SIGN,
        }
    ),
    Role.RISK_OWNER: frozenset(
        {
            Capability.READ,
            Capability.TREAT,
            Capability.SECOND,
            Capability.ACCEPT,
            Capability.SIGN,
        }
    ),
    Role.APPROVER: frozenset(
        {Capability.READ, Capability.SECOND, Capability.ACCEPT, Capability.SIGN}
    ),
    Role.AUDITOR: frozenset({Capability.READ}),
    Role.ADMINISTRATOR: frozenset({Capability.READ, Capability.ADMINISTER}),
}
