"""What every template knows: who, where, and how far."""

from typing import Any

from django.http import HttpRequest

from assessments.models import Assessment
from assessments.permissions import Capability
from assessments.queries import progress


def common(request: HttpRequest) -> dict[str, Any]:
    """Context processor: organisation and actor of the request, theme, and capabilities."""
    actor = getattr(request, "actor", None)
    return {
        "org": getattr(request, "organisation", None),
        "actor": actor,
        "may": {capability.value: actor.may(capability) for capability in Capability}
        if actor
        else {},
        "theme": _theme(request),
    }


def in_assessment(assessment: Assessment, nav: str) -> dict[str, Any]:
    """Return what the side bar inside an assessment needs; *nav* marks the current page."""
    found = progress.of(assessment)
    return {
        "assessment": assessment,
        "phases": found.phases,
        "figures": found.figures,
        "nav": nav,
        "scoring": progress.scoring(assessment),
        "editable": assessment.is_draft,
    }


def _theme(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "")
    return theme if theme in ("light", "dark") else ""
