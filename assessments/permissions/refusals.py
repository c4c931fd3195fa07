"""Refusals, in words that a person can act on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from assessments.permissions.actor import Actor
from assessments.permissions.capabilities import Capability


class Refused(Exception):
    """The actor may not do this, or not now; the text says why and what to do."""


_NEEDED = {
    Capability.READ: gettext_lazy("any role"),
    Capability.ASSESS: gettext_lazy("the role analyst"),
    Capability.TREAT: gettext_lazy("the role analyst or risk owner"),
    Capability.SECOND: gettext_lazy("the role analyst, risk owner or approver"),
    Capability.ACCEPT: gettext_lazy("the role risk owner or approver"),
    Capability.SIGN: gettext_lazy("the role analyst, risk owner or approver"),
    Capability.ADMINISTER: gettext_lazy("the role administrator"),
}


def require(actor: Actor, capability: Capability) -> None:
    """Raise `Refused` unless *actor* has *capability*."""
    if not actor.may(capability):
        needed = _NEEDED[capability]
        raise Refused(
            _("This needs %(role)s in this organisation. Ask an administrator.") % {"role": needed}
        )


def require_draft(assessment: Assessment) -> None:
    """Raise `Refused` unless *assessment* may still change."""
    if assessment.status == Assessment.Status.IN_SIGNOFF:
        raise Refused(
            _("Revision %(number)s is in sign-off and cannot change. Return it to edit further.")
            % {"number": assessment.revision}
        )
    if assessment.status == Assessment.Status.SIGNED:
        raise Refused(
            _("Revision %(number)s is signed and cannot change. Open the next revision to edit.")
            % {"number": assessment.revision}
        )


def require_reauthenticated(*, password_is_right: bool) -> None:
    """Raise `Refused` when the password given again was not the person's."""
    if not password_is_right:
        raise Refused(_("The password is not right. Nothing was signed."))
