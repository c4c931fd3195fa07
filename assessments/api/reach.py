"""What matters most: what falls with each asset, and where trust meets."""

from typing import Any

from django.http import Http404, HttpResponseBase

from assessments.api import answers
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.parameters import choice, whole
from assessments.api.reach_documents import Gaps, Leaders, Reach
from assessments.queries import consistent, coresident, reach
from assessments.queries.coresident import Meeting, Proposal, Side
from assessments.queries.names import instant
from assessments.queries.reach import KINDS, TOP, Card

TAG = "What matters most"
MOST = 100  # assets of a kind


@operation(
    Leaders,
    TAG,
    (
        choice("kind", "Only of this kind.", KINDS),
        whole("count", "How many of each kind.", most=MOST, default=TOP),
    ),
)
def leaders(asked: Asked, number: int) -> HttpResponseBase:
    """Rank the assets that carry most of the estate, kind by kind."""
    with consistent.snapshot():
        found = reach.reach_of(asked.assessment(number))
    kinds = [asked.given["kind"]] if asked.given["kind"] else KINDS
    cards = [card for kind in kinds for card in found.leaders(kind, asked.given["count"])]
    shown = {
        "leaders": [_card(card) for card in cards],
        "circles": [list(circle) for circle in found.values.circles()],
        "unplaced": found.unplaced,
    }
    return answers.json(asked, shown)


@operation(Reach, TAG)
def asset_reach(asked: Asked, number: int, asset: int) -> HttpResponseBase:
    """Show what falls with one asset that an assessment pins; nothing for what carries none."""
    with consistent.snapshot():
        found = reach.reach_of(asked.assessment(number))
    kind = found.layers.kinds.get(asset)
    if kind is None:
        raise Http404
    bare = Card(asset, found.layers.names[asset], kind, 0, (), (), (), 0, None, ())
    return answers.json(asked, _card(found.card(asset) or bare))


@operation(Gaps, TAG)
def gaps(asked: Asked, number: int) -> HttpResponseBase:
    """List where machines of unlike trust meet, and what was decided about it."""
    with consistent.snapshot():
        found = coresident.proposals(asked.assessment(number))
    return answers.json(asked, {"gaps": [_gap(each) for each in found]})


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.asset_id,
        "kind": card.kind,
        "name": card.name,
        "machines": card.guests,
        "domains": list(card.domains),
        "value": [
            {"dimension": best.dimension, "rank": best.rank, "set_by": best.setter or None}
            for best in card.best
        ],
        "trust": list(card.trusts),
        "percent": card.percent,
        "restart": card.restart if card.restart is None or card.restart >= 0 else None,
        "top": [
            {
                "id": each.asset_id,
                "name": each.name,
                "domain": each.domain or None,
                "value": each.value,
            }
            for each in card.top
        ],
    }


def _gap(each: Proposal) -> dict[str, Any]:
    row = each.row
    return {
        "group_id": each.group.pk,
        "subject": each.group.name,
        "is_open": each.is_open,
        "decision": row.decision if row else None,
        "reason": row.reason if row else "",
        "by": row.by.name if row else None,
        "at": instant(row.at) if row else None,
        "places": [_place(meeting) for meeting in each.meetings],
    }


def _place(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.asset_id,
        "kind": meeting.kind,
        "name": meeting.name,
        "gap": meeting.gap,
        "lowest": _side(meeting.lowest),
        "highest": _side(meeting.highest),
    }


def _side(side: Side) -> dict[str, Any]:
    return {"trust": side.trust, "count": side.count, "machines": list(side.names)}
