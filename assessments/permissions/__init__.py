"""Who may do what: roles, capabilities, the policy of every route, and refusals."""

from assessments.permissions.actor import Actor, actor_of, enter
from assessments.permissions.capabilities import ROLE_CAPABILITIES, Capability
from assessments.permissions.policy import POLICIES, Policy, Standing, policy_of
from assessments.permissions.refusals import (
    Refused,
    require,
    require_draft,
    require_reauthenticated,
)

__all__ = [
    "POLICIES",
    "ROLE_CAPABILITIES",
    "Actor",
    "Capability",
    "Policy",
    "Refused",
    "Standing",
    "actor_of",
    "enter",
    "policy_of",
    "require",
    "require_draft",
    "require_reauthenticated",
]
