"""
Invented estates with their answer keys, for the demo, for tests and for trying things out.

    plan = generate(100, seed=1)
    write(plan, Path("estate.xlsx"), "rvtools-xlsx")
    expected(plan)["expected"]["VM-SNAP-MEM"]["objects"]
"""

from assessments.synthesis.dialects import DIALECTS
from assessments.synthesis.flaws import (
    DEFAULT_CODES,
    FLAWS,
    TWO_EXPORTS,
    is_shown,
    lacking,
    with_implied,
)
from assessments.synthesis.generating import earlier, generate
from assessments.synthesis.headers import ATTRIBUTES, official
from assessments.synthesis.key import EARLIER_DAYS, expected, secrets
from assessments.synthesis.picking import CannotPlant
from assessments.synthesis.plan import AS_OF, BadPlan, Plan, Shape
from assessments.synthesis.writing import FORMATS, write, write_key

__all__ = [
    "AS_OF",
    "ATTRIBUTES",
    "DEFAULT_CODES",
    "DIALECTS",
    "EARLIER_DAYS",
    "FLAWS",
    "FORMATS",
    "TWO_EXPORTS",
    "BadPlan",
    "CannotPlant",
    "Plan",
    "Shape",
    "earlier",
    "expected",
    "generate",
    "is_shown",
    "lacking",
    "official",
    "secrets",
    "with_implied",
    "write",
    "write_key",
]
