"""The tolerance of losses as the page of the criteria shows and sends it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.actions.tolerances import MOST, Point, Tolerance
from assessments.web.fields import Fields

ROWS = range(1, MOST + 1)


def posted(fields: Fields) -> Tolerance | None:
    """Return the tolerance that was typed; None when the form did not ask for one."""
    if "tolerance_amount" not in fields.post:
        return None
    points = [
        Point(
            fields.money(f"curve_amount_{row}", _("Amount of point %(n)s") % {"n": row}),
            fields.percent(f"curve_share_{row}", _("Probability of point %(n)s") % {"n": row}),
        )
        for row in ROWS
    ]
    return Tolerance(
        point=Point(
            fields.money("tolerance_amount", _("Tolerable yearly loss")),
            fields.percent("tolerance_share", _("Probability of exceeding it")),
        ),
        curve=tuple(each for each in points if each != Point(None, None)),
        scale=fields.whole("loss_scale", _("Scale of the money bands")),
    )


def typed(post: QueryDict) -> dict[str, Any]:
    """Return what was typed, as `stored` returns what is kept."""
    return {
        "amount": post.get("tolerance_amount", ""),
        "share": post.get("tolerance_share", ""),
        "scale": post.get("loss_scale", ""),
        "curve": [
            (row, post.get(f"curve_amount_{row}", ""), post.get(f"curve_share_{row}", ""))
            for row in ROWS
        ],
    }


def stored(criteria: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of the form for the criteria of an assessment."""
    kept = criteria.get("loss_tolerance") or {}
    curve = [(money(amount), percent(share)) for amount, share in kept.get("curve", ())]
    return {
        "amount": money(kept["amount_minor"]) if kept else "",
        "share": percent(kept["millionths"]) if kept else "",
        "scale": str(criteria.get("loss_scale") or 100),
        "curve": [(row, *(curve[row - 1] if row <= len(curve) else ("", ""))) for row in ROWS],
    }


def money(minor: int) -> str:
    """Return cents as they are typed."""
    whole, cents = divmod(minor, 100)
    return f"{whole}.{cents:02d}" if cents else str(whole)


def percent(millionths: int) -> str:
    """Return millionths as the percent that are typed."""
    return f"{(Decimal(millionths) / 10_000).normalize():f}"
