"""The arithmetic of risk: pure functions over numbers and arrays, nothing else."""

from assessments.scoring.method import DEFAULT_METHOD, DIMENSIONS, BadMethod, Method
from assessments.scoring.proposal import Proposal, propose
from assessments.scoring.reference import Credited, Levels, Numbers, level_of, score_one
from assessments.scoring.register import Register, Scores, register_of, score

__all__ = [
    "DEFAULT_METHOD",
    "DIMENSIONS",
    "BadMethod",
    "Credited",
    "Levels",
    "Method",
    "Numbers",
    "Proposal",
    "Register",
    "Scores",
    "level_of",
    "propose",
    "register_of",
    "score",
    "score_one",
]
