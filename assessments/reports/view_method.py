"""How levels follow by the method of a document, in words."""

from collections.abc import Mapping

from assessments.reports.view_words import TIMES

FULL = 100  # hundredths of a step
GIVEN = "Scales, grid, caps, thresholds and authority are given in full, as they were used."
CELL = (
    "Level of risk: the grid's cell for likelihood and consequence, highest over "
    "confidentiality, integrity and availability."
)
WHOLE = (GIVEN, CELL)
MINUS, PRIME = "\u2212", "\u2032"
NUMBERS = f"L{PRIME} = 1 + (L {MINUS} 1) F and I{PRIME} = 1 + (I {MINUS} 1) F"
BY_KINDS = f"{NUMBERS}, where F is the product over kinds of (1 {MINUS} q) and"
LEFT = f"product over items of (1 {MINUS} effect {TIMES} credit)"
BY_FORMULA: Mapping[str, str] = {
    "r3": (
        "Measures of one kind add up to at most the cap of their kind, kinds multiply: "
        f"{BY_KINDS} q = cap {TIMES} (1 {MINUS} {LEFT})."
    ),
    "r2": (
        "Each kind of measures takes off its cap times the part of its effects that is done, "
        f"kinds multiply: {BY_KINDS} q = cap {TIMES} sum of (effect {TIMES} credit) / "
        "max(1, sum of effects)."
    ),
    "r1": (
        f"Every measure leaves its part, and the parts multiply: {NUMBERS}, where F is the {LEFT}."
    ),
    "none": "Measures take nothing off: inherent, current and residual levels are the same.",
}


def words(method: object) -> list[str]:
    """Return the sentences for a method document; those that hold for all where it is unknown."""
    if not isinstance(method, Mapping):
        return list(WHOLE)
    formula, earned = method.get("formula", "r3"), method.get("earned")
    found = [*WHOLE, BY_FORMULA.get(str(formula), "")]
    if method.get("points"):
        found.append(
            "The grid follows from points: those of both ranks are combined, and the level is "
            "one more than the number of thresholds that the result reaches."
        )
    if any(method.get(f"{axis}_steps") for axis in ("likelihood", "consequence")):
        found.append("The steps say in which row or column each judged rank stands.")
    if isinstance(earned, int) and formula != "none":
        found.append(_rounding(earned))
    return [each for each in found if each]


def _rounding(earned: int) -> str:
    kept = FULL - earned
    if not kept:
        return "A number y becomes the level ⌈y⌉: begun steps count whole. Fractions are exact."
    return f"A number y becomes the level max(1, ⌈y {MINUS} {kept / FULL:g}⌉). Fractions are exact."
