"""What would change a level: ranks one lower, and the smallest sets of measures done in full."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from assessments.scoring.method import FACTORS, Method
from assessments.scoring.reference import FULL, Credited, score_one
from assessments.scoring.register import register_of, score

MOST_TOGETHER = 3  # larger sets are looked for only when no set of these sizes is enough
MOST_SETS = 4000  # sets that are tried before the search ends
MOST_NAMED = 12

Effect = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Option:
    """
    A measure as it counts now, and the effect it has once nothing holds it back.

    `builders` are the measures that hold a design back while none of them is done;
    empty when nothing does, and `now` has the full effect.
    """

    now: Credited
    full: Effect
    builders: frozenset[str] = frozenset()

    def variant(self, done: frozenset[str]) -> Credited:
        """Return how it counts once the measures *done* are done in full."""
        effect = self.full if self.builders & done else self.now.effect
        halves = FULL if self.now.code in done else self.now.halves
        if (effect, halves) == (self.now.effect, self.now.halves):
            return self.now
        return replace(self.now, effect=effect, halves=halves)


@dataclass(frozen=True, slots=True)
class Situation:
    """
    A risk as it is now, and what each measure would do to it.

    `raised_by` holds, for each finding that raises the likelihood, the measures that
    clear it; once all of them are cleared the likelihood is `unraised`. A measure is
    done in full only when what it clears is gone.
    """

    likelihood: int | None
    consequence: tuple[int | None, int | None, int | None]
    options: tuple[Option, ...]
    raised_by: tuple[frozenset[str], ...] = ()
    unraised: int | None = None

    def likelihood_after(self, done: frozenset[str]) -> int | None:
        """Return the likelihood once the measures *done* are done in full."""
        if self.likelihood is None or self.unraised is None or not self.raised_by:
            return self.likelihood
        is_clear = all(clearing & done for clearing in self.raised_by)
        return min(self.likelihood, self.unraised) if is_clear else self.likelihood

    def measures_after(self, done: frozenset[str]) -> tuple[Credited, ...]:
        """Return how every measure counts once the measures *done* are done in full."""
        return tuple(option.variant(done) for option in self.options)


@dataclass(frozen=True, slots=True)
class Change:
    """
    What would lower a level: the measures done in full, or the ranks one lower.

    `level` is what the risk would then be; with one measure less it would be higher.
    """

    measures: tuple[str, ...]
    lowered: tuple[str, ...]
    level: int


@lru_cache(maxsize=1024)  # risks of one kind on groups that are alike ask the same
def what_would_change(situation: Situation, method: Method) -> tuple[Change, ...]:
    """
    Return what would lower the level: single ranks, and the smallest sets of measures.

    A set is named when it reaches a level that none of its parts reaches, up to
    `MOST_TOGETHER` measures; larger sets only when no such set is enough. Fewest
    measures come first, then the lowest level; at most `MOST_NAMED` sets.
    """
    none: frozenset[str] = frozenset()
    now = situation.measures_after(none)
    level = score_one(situation.likelihood, situation.consequence, now, method).level
    if level is None:
        return ()
    sets = sorted(
        _by_measures(level, situation, method),
        key=lambda change: (len(change.measures), change.level, change.measures),
    )
    return (*_by_rank(level, situation, now, method), *sets[:MOST_NAMED])


def _by_rank(
    level: int, situation: Situation, measures: tuple[Credited, ...], method: Method
) -> Iterator[Change]:
    ranks = (situation.likelihood, *situation.consequence)
    for place, name in enumerate(FACTORS):
        rank = ranks[place]
        if rank is None or rank == 1:
            continue
        lower = [*ranks[:place], rank - 1, *ranks[place + 1 :]]
        then = score_one(lower[0], lower[1:], measures, method).level
        if then is not None and then < level:
            yield Change(measures=(), lowered=(name,), level=then)


def _by_measures(level: int, situation: Situation, method: Method) -> list[Change]:
    open_ones = [option.now.code for option in situation.options if option.now.halves < FULL]
    if _levels([tuple(open_ones)], situation, method) == [level]:
        return []
    known: dict[tuple[str, ...], int] = {(): level}
    found: list[Change] = []
    for size in range(1, len(open_ones) + 1):
        sets = list(combinations(open_ones, size))
        if (found and size > MOST_TOGETHER) or len(known) + len(sets) > MOST_SETS:
            break
        reached = dict(zip(sets, _levels(sets, situation, method), strict=True))
        found += _smallest(reached, known)
        known |= reached
    return found


def _smallest(
    reached: Mapping[tuple[str, ...], int], known: Mapping[tuple[str, ...], int]
) -> Iterator[Change]:
    """Yield the sets that reach a level which they do not reach with one measure less."""
    for chosen, then in reached.items():
        if then < min(known[less] for less in combinations(chosen, len(chosen) - 1)):
            yield Change(measures=chosen, lowered=(), level=then)


def _levels(sets: Sequence[Iterable[str]], situation: Situation, method: Method) -> list[int]:
    done = [frozenset(chosen) for chosen in sets]
    register = register_of(
        [situation.likelihood_after(each) for each in done],
        [situation.consequence] * len(done),
        [situation.measures_after(each) for each in done],
    )
    return [int(level) for level in score(register, method).level]
