"""Methods: those to choose from, and what one would make of a register."""

from typing import Any

from django.http import Http404, HttpResponseBase
from rest_framework.exceptions import ValidationError

from assessments.api import answers
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.method_documents import Method, MethodEffect, Methods
from assessments.api.parameters import text
from assessments.models import Assessment
from assessments.queries import consistent
from assessments.queries import methods as found
from assessments.queries.methods import Offer
from assessments.queries.names import instant
from assessments.scoring import Method as Rules
from assessments.scoring.published import difference

TAG = "Methods"
RANKS = range(1, 6)


@operation(Methods, TAG)
def methods(asked: Asked) -> HttpResponseBase:
    """List the methods to choose from: the organisation's own versions, then those that come."""
    return answers.json(asked, {"methods": [_head(each) for each in found.offered(asked.actor)]})


@operation(Method, TAG)
def method(asked: Asked, key: str) -> HttpResponseBase:
    """Show one method with its whole document."""
    offer = found.find(asked.actor, key)
    if offer is None:
        raise Http404
    return answers.json(asked, _head(offer) | {"document": offer.method.to_document()})


@operation(
    MethodEffect,
    TAG,
    (text("method", "The method by its `key`; the one that is pinned where it is left out."),),
)
def method_effect(asked: Asked, number: int) -> HttpResponseBase:
    """Show what a method would make of the current levels of a register; nothing changes."""
    with consistent.snapshot():
        assessment = asked.assessment(number)
        rules = _rules(asked, assessment)
        effect = found.effect(assessment, rules)
    shown = {
        "before": {str(level): effect.before.get(level, 0) for level in RANKS},
        "after": {str(level): effect.after.get(level, 0) for level in RANKS},
        "without_level": effect.after.get(0, 0),
        "rises": effect.rises,
        "falls": effect.falls,
        "risks": [
            {
                "number": each.risk.number,
                "key": each.risk.key,
                "title": each.risk.title,
                "before": each.before or None,
                "after": each.after or None,
            }
            for each in effect.moved
        ],
        "differences": [
            {"path": each.path, "before": each.before, "after": each.after}
            for each in difference(assessment.method, rules.to_document())
        ],
    }
    return answers.json(asked, shown)


def _rules(asked: Asked, assessment: Assessment) -> Rules:
    key = asked.given["method"]
    if not key:
        return Rules.from_document(assessment.method)
    offer = found.find(asked.actor, key)
    if offer is None:
        raise ValidationError({"method": [f"There is no method {key}."]})
    return offer.method


def _head(offer: Offer) -> dict[str, Any]:
    return {
        "key": offer.key,
        "id": offer.method.id,
        "version": offer.method.version,
        "name": offer.name,
        "about": offer.about,
        "origin": offer.source,
        "is_own": offer.is_own,
        "saved_by": offer.saved_by or None,
        "saved_at": instant(offer.saved_at) if offer.saved_at else None,
    }
