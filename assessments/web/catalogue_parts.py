"""Rows of the catalogue's pages: published lists with their numbers, effects, checks, groups."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from assessments.catalogue import Edition, Item, RiskType, Scheme, Step
from assessments.checks.bindings import Binding, bindings
from assessments.scoring import DEFAULT_METHOD

Value = TypeVar("Value")
CLAUSES_OF_SCOPE = {"core": ("5.2",), "core-optional": ("5.2",), "interface": ("5.3.2",)}
CLAUSES_OF_LAYER = {"VM": "6.3.2", "HV": "6.3.3", "OP": "6.3.4", "CL": "6.3.5"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """An entry's numbers in one published list; each with a remark where it needs one."""

    scheme: Scheme
    numbers: tuple[tuple[str, str], ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EffectOn:
    """What an item takes off one risk, in percent; `key` names the factor it is key for."""

    code: str
    name: str
    via: str
    key: str
    effect: tuple[int, int, int, int]


def rating_of(edition: Edition, risk: RiskType) -> list[tuple[str, Step]]:
    """Return the default ranks of a risk with what they mean."""
    names = (_("Confidentiality"), _("Integrity"), _("Availability"))
    scales = edition.scales
    return [
        (_("Likelihood"), scales.likelihood[risk.likelihood - 1]),
        *(
            (name, scales.consequence[rank - 1])
            for name, rank in zip(names, risk.consequence.as_tuple(), strict=True)
        ),
    ]


def mapped(edition: Edition, mappings: Mapping[str, tuple[str, ...]]) -> list[Mapped]:
    """Return the numbers of an entry by published list."""
    return [_mapped(edition.schemes[name], numbers) for name, numbers in mappings.items()]


def mapped_item(edition: Edition, item: Item) -> list[Mapped]:
    """Return the numbers of an item, then what it supports, then lists searched in vain."""
    supports = _("supported, not answered, by this item")
    none = _("searched: no counterpart")
    return [
        *mapped(edition, item.mappings),
        *(_mapped(edition.schemes[k], found, supports) for k, found in item.supports.items()),
        *(Mapped(edition.schemes[name], (), none) for name in item.no_counterpart),
    ]


def effects_of(edition: Edition, item: Item) -> list[EffectOn]:
    """Return the effects of an item, risk by risk."""
    return [
        EffectOn(
            code=link.risk,
            name=edition.risks[link.risk].name,
            via=link.via,
            key=link.key,
            effect=item.effect_on(link.risk).as_tuple(),
        )
        for link in item.mitigates
    ]


def effects_on(edition: Edition, risk: str) -> list[EffectOn]:
    """Return the effects of the items that treat a risk."""
    return [
        EffectOn(
            code=item.code,
            name=item.title,
            via=next(link.via for link in item.mitigates if link.risk == risk),
            key=item.key_on(risk),
            effect=item.effect_on(risk).as_tuple(),
        )
        for item in edition.treated_by[risk]
    ]


def ceilings(kind: str) -> tuple[int, int, int, int]:
    """Return what all measures of a kind can take off together, in percent."""
    return DEFAULT_METHOD.caps[kind]


def checks_of(*, vulnerability: str = "", item: str = "") -> list[Binding]:
    """Return the checks that show a vulnerability, or that test an item."""
    return [
        row
        for row in bindings().values()
        if vulnerability in row.vulnerabilities or item in row.items
    ]


def grouped(values: Iterable[Value], key: Callable[[Value], str]) -> list[tuple[str, list[Value]]]:
    """Return values in groups, in the order in which the groups appear."""
    found: dict[str, list[Value]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return list(found.items())


def _mapped(scheme: Scheme, numbers: Iterable[str], remark: str = "") -> Mapped:
    return Mapped(scheme, tuple((number, _remark(scheme, number)) for number in numbers), remark)


def _remark(scheme: Scheme, number: str) -> str:
    if number in scheme.discouraged:
        return _("a class; a weakness below it may fit better")
    if number.split(".", maxsplit=1)[0] in scheme.by_analogy:
        return _("by analogy where there is no cloud")
    return ""
