"""Losses of years to come: estimates in, figures and curves out, the same bytes each time."""

from assessments.scoring.losses.estimates import (
    BadEstimate,
    Frequency,
    Loss,
    Scenario,
    Service,
    expected,
)
from assessments.scoring.losses.figures import Figures, figures_of, rosi
from assessments.scoring.losses.portfolio import Part, Result, digest_of, merge, result_of, simulate
from assessments.scoring.losses.streams import BLOCK, ENGINE

__all__ = [
    "BLOCK",
    "ENGINE",
    "BadEstimate",
    "Figures",
    "Frequency",
    "Loss",
    "Part",
    "Result",
    "Scenario",
    "Service",
    "digest_of",
    "expected",
    "figures_of",
    "merge",
    "result_of",
    "rosi",
    "simulate",
]
