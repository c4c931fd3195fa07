"""Estimates of losses as forms send and show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.actions.losses import Said
from assessments.queries.estimates import FORMS, KINDS, SHAPES, Frequency, Range
from assessments.web.fields import Fields
from assessments.web.tolerance import money

ENDS = ("low", "likely", "high")
FREQUENCY = "frequency"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form: a range as text, the way it was typed or is stored."""

    name: str
    label: str
    shape: str
    low: str = ""
    likely: str = ""
    high: str = ""


def said(fields: Fields) -> Said:
    """Return what was typed; what cannot be read is noted in *fields*."""
    losses = {form: _range(fields, form, in_cents=True) for form in FORMS}
    rate = _range(fields, FREQUENCY, in_cents=False)
    return Said(
        losses={form: each for form, each in losses.items() if not each.is_blank},
        frequency=Frequency(fields.text("kind"), rate),
        dimensions="".join(fields.texts("takes")),
        reason=fields.text("reason"),
        is_confirmed="confirm" in fields.post,
    )


def typed(post: QueryDict, *, names: tuple[str, ...] = (FREQUENCY, *FORMS)) -> dict[str, Any]:
    """Return what was typed, as `stored` returns what is kept."""
    return {
        "kind": post.get("kind", ""),
        "takes": "".join(post.getlist("takes")),
        "reason": post.get("reason", ""),
        "lines": [
            Line(name, _label(name), post.get(f"{name}_shape", ""), *_ends(post, name))
            for name in names
        ],
    }


def stored(
    losses: Mapping[str, Range],
    frequency: Frequency | None = None,
    dimensions: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """Return the words of the form for an estimate, or for what the scales propose."""
    lines = [_line(form, losses.get(form, Range()), in_cents=True) for form in FORMS]
    rate = [] if frequency is None else [_line(FREQUENCY, frequency.range, in_cents=False)]
    return {
        "kind": frequency.kind if frequency else "",
        "takes": dimensions,
        "reason": reason,
        "lines": [*rate, *lines],
    }


def choices() -> dict[str, Any]:
    """Return what the form offers to choose from."""
    return {"kinds": KINDS.items(), "shapes": SHAPES.items()}


def _range(fields: Fields, name: str, *, in_cents: bool) -> Range:
    read = fields.money if in_cents else fields.decimal
    ends = [read(f"{name}_{end}", _label(name)) for end in ENDS]
    low, likely, high = (None if end is None else Decimal(end) for end in ends)
    return Range(fields.text(f"{name}_shape"), low, likely, high)


def _line(name: str, found: Range, *, in_cents: bool) -> Line:
    ends = (found.low, found.likely, found.high)
    words = ["" if end is None else money(int(end)) if in_cents else f"{end:f}" for end in ends]
    return Line(name, _label(name), found.shape, *words)


def _ends(post: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(post.get(f"{name}_{end}", "") for end in ENDS)


def _label(name: str) -> str:
    words = _("Events a year") if name == FREQUENCY else str(FORMS[name])
    return words.partition(":")[0]
