"""What a risk is proposed to be before anybody judged it, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scoring.method import DIMENSIONS

HIGHEST = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    Proposed ranks (1-5, None where unset) and the reasons.

    Each reason is (message id, parameters); the doors put them into words.
    """

    likelihood: int
    consequence: tuple[int | None, int | None, int | None]
    reasons: tuple[tuple[str, dict[str, str | int]], ...]
    not_valued: tuple[str, ...]


def propose(
    *,
    likelihood: int,
    consequence: Sequence[int],
    value: Sequence[int | None],
    takes_layer: bool,
    observed: Sequence[str] = (),
    beside: str = "",
) -> Proposal:
    """
    Propose likelihood and consequence of one risk on one group.

        likelihood  = min(5, default + 1 if a check observed a vulnerability of the risk
                                     + 1 if a gap of trust was accepted for it)
        consequence = the value of the group, where the risk takes over a whole layer
                    = min(default, value), where the group is valued
                    = default, marked "not valued", otherwise

    Args:
        likelihood: default rank of the catalogue, 1-5.
        consequence: default ranks in C, I, A, each 1-5.
        value: value of the group in C, I, A; None where unset.
        takes_layer: whether the risk takes over the layer as a whole.
        observed: codes of the checks that raise the likelihood; empty when none does.
        beside: the places where trust is too far apart, in words; empty when none counts.

    Source: docs/method.md, rules M4, M5 and M20.
    """
    raised = likelihood
    reasons: list[tuple[str, dict[str, str | int]]] = [("likelihood.default", {"rank": likelihood})]
    if observed:
        raised = min(HIGHEST, raised + 1)
        checks = ", ".join(sorted(observed))
        reasons.append(("likelihood.observed", {"rank": raised, "checks": checks}))
    if beside:
        raised = min(HIGHEST, raised + 1)
        reasons.append(("likelihood.beside", {"rank": raised, "places": beside}))
    ranks: list[int | None] = []
    for name, default, worth in zip(DIMENSIONS, consequence, value, strict=True):
        rank, why = _consequence(default, worth, takes_layer=takes_layer)
        ranks.append(rank)
        parameters: dict[str, str | int] = {"dimension": name, "default": default}
        if worth is not None:
            parameters["value"] = worth
        reasons.append((why, parameters))
    return Proposal(
        likelihood=raised,
        consequence=(ranks[0], ranks[1], ranks[2]),
        reasons=tuple(reasons),
        not_valued=tuple(n for n, worth in zip(DIMENSIONS, value, strict=True) if worth is None),
    )


def _consequence(default: int, worth: int | None, *, takes_layer: bool) -> tuple[int | None, str]:
    if takes_layer:
        return worth, "consequence.layer" if worth is not None else "consequence.layer_unset"
    if worth is None:
        return default, "consequence.not_valued"
    return min(default, worth), "consequence.default" if default <= worth else "consequence.value"
