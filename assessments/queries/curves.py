"""Loss exceedance curves, drawn: of a stored result, and of what a report says of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.charts.exceedance import Curve, exceedance
from assessments.charts.svg import Drawing
from assessments.queries.loss_view import State
from assessments.reports.view_losses import tolerated

CENTS = 100
LOOKS = ("c1", "c2", "c3", "c4")  # inherent, current, residual, tolerance
ON_PAPER = {  # classes as attributes, where no style sheet is
    "grid": {"stroke": "#D5DEE3", "stroke-width": "1"},
    "ax": {"font-family": "Inter", "font-size": "11", "fill": "#43535F"},
    "curve": {"fill": "none", "stroke-width": "2.25", "stroke-linejoin": "round"},
    "curve-key": {"fill": "none", "stroke-width": "2.25"},
    "curve-label": {
        "font-family": "Inter",
        "font-size": "11.5",
        "font-weight": "600",
        "fill": "#14202B",
        "stroke": "none",
    },
    "curve-dot": {"fill": "#A3123A", "stroke": "none"},
    "c1": {"stroke": "#5B6B77", "stroke-dasharray": "2 5", "stroke-linecap": "round"},
    "c2": {"stroke": "#14202B"},
    "c3": {"stroke": "#0A5F66", "stroke-dasharray": "9 4"},
    "c4": {"stroke": "#A3123A"},
}


def drawn(
    states: Sequence[State], tolerance: Mapping[str, Any] | None, currency: str
) -> Drawing | None:
    """Draw inherent, current and residual over the tolerance; None if no year lost anything."""
    names = (_("Inherent"), _("Current"), _("Residual"))
    curves = [
        Curve(look, name, [(amount / CENTS, share) for amount, share in state.curve])
        for look, name, state in zip(LOOKS, names, states, strict=False)
        if state.curve
    ]
    if not curves:
        return None
    if tolerance:
        points = [(amount, share) for amount, share in tolerated(tolerance)]
        curves.append(Curve(LOOKS[-1], _("Tolerance"), points, dots=True))
    return exceedance(
        curves,
        _("How often a year costs that much or more"),
        _("The table beside it says the same in numbers."),
        _("Loss of a year, %(currency)s") % {"currency": currency},
    )


def of_report(result: Mapping[str, Any]) -> Drawing | None:
    """Draw the curves that a report tells of; None where no year lost anything."""
    curves = [
        Curve(look, each["name"], each["points"], dots=look == LOOKS[-1])
        for look, each in zip(LOOKS, result["curves"], strict=False)
        if each["points"]
    ]
    if len(curves) <= bool(result["curves"][-1]["points"]):  # nothing but the tolerance
        return None
    return exceedance(curves, result["title"], result["about"], result["amount"])


def on_paper(result: Mapping[str, Any]) -> str:
    """Return the drawing of `of_report` as a file of its own, blank where there is none."""
    drawing = of_report(result)
    return drawing.document(ON_PAPER) if drawing else ""
