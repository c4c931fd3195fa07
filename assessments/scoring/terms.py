"""The words and scales that every method shares, and grids that follow from points."""

from dataclasses import dataclass

DIMENSIONS = ("c", "i", "a")
FACTORS = ("l", *DIMENSIONS)  # what a measure can lower: likelihood, and consequence in C, I, A
KINDS = ("preventive", "limiting", "detective", "corrective", "directive")
RANKS = range(1, 6)  # those that people judge by, and levels

FORMULAS = ("r3", "r2", "r1", "none")
PRODUCT, SUM = "product", "sum"
STEPS = ("likelihood_steps", "consequence_steps")  # where judged ranks stand in the grid
NAMES = ("likelihood_names", "consequence_names")  # what rows and columns are called


def spread(size: int) -> list[int]:
    """
    Return where the five ranks stand when they are spread over *size* steps.

    What falls between two steps takes the higher one: rank r at round(1 + (r-1)(size-1)/4).

    Source: docs/method.md, rule M21.
    """
    last = RANKS[-1] - 1
    return [1 + (2 * (rank - 1) * (size - 1) + last) // (2 * last) for rank in RANKS]


@dataclass(frozen=True, slots=True)
class Points:
    """
    A grid by arithmetic: points of both ranks, added or multiplied, against thresholds.

        level at (L, I) = 1 + how many thresholds the sum or product of their points reaches

    `combine` is "sum" or "product"; `thresholds` rise, at most four.

    Source: docs/method.md, rule M21.
    """

    combine: str
    likelihood: tuple[int, ...]
    consequence: tuple[int, ...]
    thresholds: tuple[int, ...]

    def number(self, likelihood: int, consequence: int) -> int:
        """Return what two ranks, counted from 1, come to."""
        one, other = self.likelihood[likelihood - 1], self.consequence[consequence - 1]
        return one * other if self.combine == PRODUCT else one + other

    def grid(self) -> tuple[tuple[int, ...], ...]:
        """Return the level of every cell."""
        return tuple(
            tuple(
                1 + sum(self.number(low, high) >= limit for limit in self.thresholds)
                for high in range(1, len(self.consequence) + 1)
            )
            for low in range(1, len(self.likelihood) + 1)
        )
