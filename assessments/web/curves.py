"""Loss exceedance curves of a result, drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.charts.exceedance import Curve, exceedance
from assessments.charts.svg import Drawing
from assessments.queries.loss_view import State

CENTS, PER_PERCENT = 100, 10_000  # millionths of a percent


def drawn(
    states: Sequence[State], tolerance: Mapping[str, Any] | None, currency: str
) -> Drawing | None:
    """Draw inherent, current and residual over the tolerance; None if no year lost anything."""
    names = (_("Inherent"), _("Current"), _("Residual"))
    curves = [
        Curve(f"c{place}", name, [(amount / CENTS, share) for amount, share in state.curve])
        for place, (name, state) in enumerate(zip(names, states, strict=True), 1)
        if state.curve
    ]
    if not curves:
        return None
    if tolerance:
        curves.append(Curve("c4", _("Tolerance"), _tolerated(tolerance)))
    return exceedance(
        curves,
        _("How often a year costs that much or more"),
        _("The table beside it says the same in numbers."),
        _("Loss of a year, %(currency)s") % {"currency": currency},
    )


def _tolerated(tolerance: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Return the corners of what is tolerable: so much at most so often, more less often."""
    given = tolerance.get("curve") or [[tolerance["amount_minor"], tolerance["millionths"]]]
    points = sorted((amount / CENTS, share / PER_PERCENT) for amount, share in given)
    last, _share = points[-1]
    return [*points, (last, 0.0)]
