"""Who may accept a risk at its level, said before anybody tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.permissions import Actor
from assessments.queries.register import Row
from assessments.queries.words import LEVELS

DAYS_PER_MONTH = 31
HOLDERS: Mapping[str, tuple[str, ...]] = {  # by what the criteria say: who may, lowest role first
    "nobody": (),
    "risk_owner": ("risk_owner", "approver"),
    "approver": ("approver",),
}


@dataclass(frozen=True, slots=True)
class Accepting:
    """
    What the criteria say about accepting a risk now.

    `needs` is the sentence for everybody; `why_not` is blank when the person who
    asks may accept it; `latest` is the last day that may be chosen.
    """

    needs: str
    why_not: str
    months: int

    def latest(self, today: date) -> date:
        return today + timedelta(days=self.months * DAYS_PER_MONTH)


def accepting(assessment: Assessment, row: Row, by: Actor) -> Accepting:
    """Return who may accept *row* at the level it has now, and whether *by* may."""
    if row.level is None:
        words = _("It has no level yet, so there is nothing to accept.")
        return Accepting(needs=words, why_not=words, months=0)
    needed = str(assessment.criteria["authority"][str(row.level)])
    months = int(assessment.criteria["longest_acceptance_months"][str(row.level)])
    given = {"level": str(LEVELS[row.level]).lower(), "months": months}
    if needed == "nobody":
        words = _("Nobody may accept a risk at level %(level)s. Treat it first.") % given
        return Accepting(needs=words, why_not=words, months=0)
    words = (
        _("A risk owner or an approver accepts level %(level)s, for at most %(months)s months.")
        if needed == "risk_owner"
        else _("Only an approver accepts level %(level)s, for at most %(months)s months.")
    )
    needs = words % given
    return Accepting(needs=needs, why_not=_why_not(row, HOLDERS[needed], by, needs), months=months)


def _why_not(row: Row, holders: tuple[str, ...], by: Actor, needs: str) -> str:
    if not row.is_fresh:
        return _("The level is being recomputed. Try again in a moment.")
    return "" if by.roles.intersection(holders) else needs
