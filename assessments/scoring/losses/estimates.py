"""What people estimate about a risk in money: how often, how much, and whom it strikes."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

FORMS = (
    "productivity",
    "response",
    "replacement",
    "competitive_advantage",
    "fines_and_judgements",
    "reputation",
)
KINDS = ("poisson", "bernoulli")
MOST_OFTEN = 1000  # times a year
MOST = 10**11  # units of currency in one occurrence and form
MILLION = 1_000_000
Z95 = 1.6448536269514722  # the standard normal exceeds it once in twenty
GAMMA = 4  # the weight of the mode in a PERT


class BadEstimate(ValueError):
    """An estimate makes no sense; `problems` says what, by the path of the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {words}" for path, words in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Range:
    """
    A number that is known, or lies in a range.

    *low* = *high* is a fixed number. Without a *mode* low and high are the ends of a
    90 % interval of a lognormal: once in twenty it is below, once in twenty above. With
    one it is a PERT: never below low nor above high.

    Source: docs/method.md, rule M22.
    """

    low: Decimal
    high: Decimal
    mode: Decimal | None = None

    @property
    def is_fixed(self) -> bool:
        return self.low == self.high

    def lognormal(self) -> tuple[float, float]:
        """Return mu and sigma."""
        low, high = math.log(self.low), math.log(self.high)
        return (low + high) / 2, (high - low) / (2 * Z95)

    def pert(self) -> tuple[float, float]:
        """Return alpha and beta of the beta distribution between low and high."""
        low, mode, high = float(self.low), float(self.mode or 0), float(self.high)
        width = high - low
        return 1 + GAMMA * (mode - low) / width, 1 + GAMMA * (high - mode) / width

    def mean(self) -> float:
        """Return the mean, in closed form."""
        if self.is_fixed:
            return float(self.low)
        if self.mode is not None:
            return float(self.low + GAMMA * self.mode + self.high) / (GAMMA + 2)
        mu, sigma = self.lognormal()
        return math.exp(mu + sigma * sigma / 2)

    def problems(self, most: int) -> Iterator[tuple[str, str]]:
        if not 0 < self.low <= self.high:
            yield "low", "needs a number above 0 and not above high"
        if self.high > most:
            yield "high", f"is above {most}"
        if self.mode is not None and not self.low <= self.mode <= self.high:
            yield "mode", "lies between low and high"

    def to_document(self) -> dict[str, str]:
        found = {"low": str(self.low), "high": str(self.high)}
        return found if self.mode is None else found | {"mode": str(self.mode)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        mode = document.get("mode")
        return cls(
            low=_decimal(document["low"]),
            high=_decimal(document["high"]),
            mode=None if mode is None else _decimal(mode),
        )


@dataclass(frozen=True, slots=True)
class Frequency:
    """
    How often it happens: a rate a year (poisson), or the chance of once a year (bernoulli).

    A range is drawn anew for each year.
    """

    kind: str
    range: Range

    def problems(self) -> Iterator[tuple[str, str]]:
        if self.kind not in KINDS:
            yield "kind", f"is none of {', '.join(KINDS)}"
        yield from self.range.problems(1 if self.kind == "bernoulli" else MOST_OFTEN)


@dataclass(frozen=True, slots=True)
class Loss:
    """What one occurrence costs in one of the six forms, in whole units of currency."""

    form: str
    range: Range

    def problems(self) -> Iterator[tuple[str, str]]:
        if self.form not in FORMS:
            yield "form", f"is none of {', '.join(FORMS)}"
        yield from self.range.problems(MOST)


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody whom a shared event strikes: what it loses, of which *share* hundredths counts."""

    key: str
    losses: tuple[Loss, ...]
    share: int = 100


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    A risk as it is simulated: `key` names its random streams, and nothing else moves them.

    `losses` are its own; each of `services` loses once in each occurrence, in the same
    year as all others. `current` and `residual` are what measures leave of frequency and
    loss, in millionths; residual never leaves more than current.
    """

    key: str
    frequency: Frequency
    losses: tuple[Loss, ...] = ()
    services: tuple[Service, ...] = ()
    current: tuple[int, int] = (MILLION, MILLION)
    residual: tuple[int, int] = (MILLION, MILLION)

    def __post_init__(self) -> None:
        if problems := dict(self._problems()):
            raise BadEstimate(problems)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if not self.key:
            yield "key", "is blank"
        if not self.losses and not any(service.losses for service in self.services):
            yield "losses", "at least one form of loss is needed"
        for path, words in self.frequency.problems():
            yield f"frequency.{path}", words
        yield from _of_losses("losses", self.losses)
        yield from self._of_services()
        for name, least in (("frequency", 0), ("loss", 1)):
            if not 0 <= self.residual[least] <= self.current[least] <= MILLION:
                yield f"states.{name}", "residual leaves more than current, or more than all"

    def _of_services(self) -> Iterator[tuple[str, str]]:
        for place, service in enumerate(self.services):
            if not 0 < service.share <= 100:  # noqa: PLR2004  hundredths
                yield f"services.{place}.share", "lies between 1 and 100"
            yield from _of_losses(f"services.{place}.losses", service.losses)
        if len({service.key for service in self.services}) != len(self.services):
            yield "services", "one of them is there twice"

    def to_document(self) -> dict[str, Any]:
        """Return the scenario as plain JSON: strings and integers only."""
        return {
            "key": self.key,
            "frequency": {"kind": self.frequency.kind, **self.frequency.range.to_document()},
            "losses": [_written(loss) for loss in self.losses],
            "services": [
                {
                    "key": service.key,
                    "share": service.share,
                    "losses": [_written(loss) for loss in service.losses],
                }
                for service in self.services
            ],
            "current": list(self.current),
            "residual": list(self.residual),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """
        Return the scenario that a document describes.

        Raises:
            BadEstimate: fields are missing, of another form, or make no sense; all are named.
        """
        problems: dict[str, str] = {}
        given = {name: read(document, name, problems) for name, read in _READ.items()}
        if problems:
            raise BadEstimate(problems)
        return cls(key=str(document.get("key", "")), **given)


def expected(scenario: Scenario) -> float:
    """Return the mean loss of a year before measures, in units of currency, in closed form."""
    own = sum(loss.range.mean() for loss in scenario.losses)
    others = sum(
        loss.range.mean() * service.share / 100
        for service in scenario.services
        for loss in service.losses
    )
    return scenario.frequency.range.mean() * (own + others)


def _of_losses(path: str, losses: tuple[Loss, ...]) -> Iterator[tuple[str, str]]:
    for place, loss in enumerate(losses):
        for name, words in loss.problems():
            yield f"{path}.{place}.{name}", words


def _written(loss: Loss) -> dict[str, str]:
    return {"form": loss.form, **loss.range.to_document()}


def _decimal(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise InvalidOperation
    return number


_WRONG = (KeyError, TypeError, ValueError, AttributeError, InvalidOperation)
NOT_A_RANGE = "needs numbers for low and high, and for mode if there is one"


def _frequency(document: Mapping[str, Any], name: str, problems: dict[str, str]) -> Any:
    try:
        given = document[name]
        return Frequency(str(given["kind"]), Range.from_document(given))
    except _WRONG:
        problems[name] = NOT_A_RANGE


def _losses(document: Mapping[str, Any], name: str, problems: dict[str, str]) -> Any:
    found = []
    for place, given in enumerate(document.get(name, ())):
        try:
            found.append(Loss(str(given["form"]), Range.from_document(given)))
        except _WRONG:
            problems[f"{name}.{place}"] = NOT_A_RANGE
    return tuple(found)


def _services(document: Mapping[str, Any], name: str, problems: dict[str, str]) -> Any:
    found = []
    for place, given in enumerate(document.get(name, ())):
        within: dict[str, str] = {}
        losses = _losses(given, "losses", within)
        problems |= {f"{name}.{place}.{path}": words for path, words in within.items()}
        found.append(Service(str(given.get("key", "")), losses, int(given.get("share", 100))))
    return tuple(found)


def _factors(document: Mapping[str, Any], name: str, problems: dict[str, str]) -> Any:
    try:
        frequency, loss = (int(each) for each in document.get(name, (MILLION, MILLION)))
    except (TypeError, ValueError):
        problems[name] = "needs two numbers of millionths"
    else:
        return frequency, loss


_READ = {
    "frequency": _frequency,
    "losses": _losses,
    "services": _services,
    "current": _factors,
    "residual": _factors,
}
