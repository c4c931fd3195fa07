"""Ranges of frequencies and losses as people give them, and what the scales propose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.catalogue.prefill import prefill
from assessments.models import Assessment, Domain, Risk
from assessments.models.risk import JUDGED
from assessments.queries.loss_events import DIMENSIONS, is_shared, main_of
from assessments.queries.register import effective
from assessments.scoring.losses.estimates import MOST, MOST_OFTEN

RANGE, PERT = "range", "pert"
SHAPES = {
    RANGE: gettext_lazy("Range: 90 % of the cases lie in it"),
    PERT: gettext_lazy("Lowest, most likely, highest"),
}
COUNT, ONCE = "poisson", "bernoulli"
KINDS = {
    COUNT: gettext_lazy("Any number of times a year"),
    ONCE: gettext_lazy("At most once a year, with a probability"),
}
FORMS = {
    "productivity": gettext_lazy("Productivity: work and sales that stop"),
    "response": gettext_lazy("Response: people and help to end it"),
    "replacement": gettext_lazy("Replacement: what has to be bought or built again"),
    "competitive_advantage": gettext_lazy("Competitive advantage: what rivals gain"),
    "fines_and_judgements": gettext_lazy("Fines and judgements"),
    "reputation": gettext_lazy("Reputation: who stays away afterwards"),
}
MOST_AMOUNT = MOST * 100  # cents
PLACES = 6


@dataclass(frozen=True, slots=True)
class Range:
    """
    A range of one shape; all None where nothing is said.

    `low` and `high` of a range are its 5 % and 95 % points; of a PERT its ends, with
    `likely` between them.
    """

    shape: str = RANGE
    low: Decimal | None = None
    likely: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_blank(self) -> bool:
        return self.low is self.likely is self.high is None

    def document(self, *, in_cents: bool = False) -> dict[str, Any]:
        """Return what is stored: decimals as strings, amounts as whole cents."""
        ends = {"low": self.low, "likely": self.likely, "high": self.high}
        kept = {name: end for name, end in ends.items() if end is not None}
        if self.shape == RANGE:
            kept.pop("likely", None)
        return {"shape": self.shape} | {
            name: int(end) if in_cents else f"{end.normalize():f}" for name, end in kept.items()
        }

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> "Range":
        ends = {name: Decimal(stored[name]) for name in ("low", "likely", "high") if name in stored}
        return cls(shape=stored.get("shape", RANGE), **ends)

    def mistakes(self, label: str, most: Decimal | int) -> Iterator[str]:
        """Yield what is wrong with it, in words that begin with *label*."""
        if self.shape not in SHAPES:
            yield _("%(label)s: choose a range or lowest, likely, highest.") % {"label": label}
            return
        ends = [self.low, self.high] if self.shape == RANGE else [self.low, self.likely, self.high]
        known = [end for end in ends if end is not None]
        if len(known) != len(ends):
            yield _("%(label)s: give every number of it.") % {"label": label}
        elif not (known[0] > 0 and known[-1] <= most and known == sorted(known)):
            yield _("%(label)s: the numbers rise, from above 0 to %(most)s.") % {
                "label": label,
                "most": most,
            }


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often an event happens in a year: any number of times, or at most once."""

    kind: str = COUNT
    range: Range = Range()

    def document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"kind": self.kind} | self.range.document()

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> "Frequency":
        return cls(stored.get("kind", COUNT), Range.from_document(stored))

    def mistakes(self) -> Iterator[str]:
        """Yield what is wrong with it, in words."""
        if self.kind not in KINDS:
            yield _("Choose how often the event can happen in a year.")
        most = 1 if self.kind == ONCE else MOST_OFTEN
        yield from self.range.mistakes(_("Frequency"), most)
        ends = (self.range.low, self.range.likely, self.range.high)
        if any(end is not None and end != round(end, PLACES) for end in ends):
            yield _("Frequency: use at most six decimals.")


Losses = Mapping[str, Range]  # by form; blank ones are left out


def losses_document(losses: Losses) -> dict[str, Any]:
    """Return what is stored of losses by form."""
    return {form: each.document(in_cents=True) for form, each in losses.items()}


def losses_of(stored: Mapping[str, Any]) -> dict[str, Range]:
    """Return losses by form as they were stored."""
    return {form: Range.from_document(stored[form]) for form in FORMS if form in stored}


def losses_mistakes(losses: Losses, *, may_be_none: bool) -> Iterator[str]:
    """Yield what is wrong with losses, in words."""
    if not losses and not may_be_none:
        yield _("Give at least one form of loss.")
    for form, each in losses.items():
        if form not in FORMS:
            yield _("There is no such form of loss.")
        else:
            yield from each.mistakes(str(FORMS[form]).partition(":")[0], MOST_AMOUNT)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the scales propose for one risk; blank where an input is unset."""

    frequency: Frequency
    losses: Losses
    dimensions: str

    def document(self) -> dict[str, Any]:
        """Return what is kept beside an estimate, to see later how far it went from this."""
        return {
            "frequency": self.frequency.document(),
            "losses": losses_document(self.losses),
            "dimensions": self.dimensions,
        }


def proposed(assessment: Assessment, risk: Risk) -> Proposed:
    """
    Return what the scales propose for a risk, loaded with its group: docs/method.md, rule M26.

    A risk on a layer takes its main dimensions from the domains; one on a domain has a loss
    for each main dimension, in the form that usually carries it.
    """
    ranks = effective(risk)
    consequence = tuple(ranks[name] for name in JUDGED[1:])
    main = main_of(consequence) if any(consequence) else ""
    by_name = dict(zip(DIMENSIONS, consequence, strict=True))
    losses = {} if is_shared(risk) else _by_form({name: by_name[name] for name in main}, assessment)
    return Proposed(_frequency(ranks["likelihood"]), losses, main if is_shared(risk) else "")


def proposed_for(assessment: Assessment, domain: Domain, dimension: str) -> Losses:
    """Return what the value of a domain proposes for the loss of one dimension."""
    return _by_form({dimension: getattr(domain, f"value_{dimension.lower()}")}, assessment)


def scale_of(assessment: Assessment) -> int:
    """Return the factor of the money bands in percent."""
    return int(assessment.criteria.get("loss_scale") or 100)


def _frequency(rank: int | None) -> Frequency:
    if rank is None:
        return Frequency()
    low, high = prefill().rates[rank]
    return Frequency(COUNT, Range(RANGE, low, None, high))


def _by_form(ranks: Mapping[str, int | None], assessment: Assessment) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for name, rank in ranks.items():
        if rank is not None:
            low, high = prefill().amount(rank, scale_of(assessment))
            found[prefill().forms[name]] = Range(RANGE, Decimal(low), None, Decimal(high))
    return found
