"""Words and looks of the pages about answers, inventories and the work to be done."""

import re
from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.catalogue.values import Scales, Step
from assessments.checks.bindings import bindings
from assessments.models import AssetState, AuditEvent, Domain
from assessments.queries import labels
from assessments.queries.reach import Card
from assessments.queries.telling import tell
from assessments.queries.words import FAMILIES, ROLES, word

register = template.Library()

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+]\d\d:\d\d|Z)?$")


@register.filter
def answer_look(state: str) -> str:
    """Return the class that colours an answer."""
    return labels.LOOKS.get(state, "")


@register.filter
def tier_name(tier: str) -> str:
    """Return the word of a checklist tier."""
    return str(labels.TIERS.get(tier, tier))


@register.filter
def group_kind(kind: str) -> str:
    """Return the word of what a group is."""
    return str(labels.GROUP_KINDS.get(kind, kind))


@register.filter
def state_of_check(result: str) -> str:
    """Return the word of what became of a check."""
    words = {"finding": _("Findings"), "pass": _("Passes")}
    return words.get(result, _("Not assessable"))


@register.filter
def figures(totals: Mapping[str, int]) -> list[str]:
    """Return the totals of a reading as people say them, in the order of the table."""
    return [
        str(words % {"n": totals[name]}) for name, words in labels.TOTALS.items() if name in totals
    ]


@register.filter
def by_kind(kinds: Mapping[str, int]) -> str:
    """Return counts by kind of asset in words."""
    return ", ".join(
        str(labels.COUNTED[kind] % {"n": n}) for kind, n in kinds.items() if kind in labels.COUNTED
    )


@register.filter
def relation(name: str) -> str:
    """Return the words of a dependency."""
    return str(labels.RELATIONS.get(name, name.replace("_", " ")))


@register.filter
def severity_name(severity: str) -> str:
    """Return the word of a severity."""
    return str(labels.SEVERITIES[severity][1]) if severity in labels.SEVERITIES else severity


@register.filter
def severity_look(severity: str) -> str:
    """Return the class that colours a severity."""
    return labels.SEVERITIES[severity][0] if severity in labels.SEVERITIES else ""


@register.filter
def check_title(code: str) -> str:
    """Return what a check is about, in words."""
    known = bindings().get(code)
    return known.title if known else code


@register.filter
def field_name(name: str) -> str:
    """Return the name of an attribute as people write it."""
    plain = name.rpartition(".")[2]
    return str(labels.ATTRIBUTES.get(plain, "")) or plain.replace("_", " ").capitalize()


@register.filter
def place_name(relation: str) -> str:
    """Return what kind of place a dependency leads to, in words."""
    return str(labels.PLACES.get(relation, relation))


@register.filter
def moment(text: str) -> datetime | None:
    """Return the moment that a text of ISO 8601 names."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def dimension_name(letter: str) -> str:
    """Return the word of a dimension of value."""
    return str(labels.DIMENSIONS.get(letter, letter))


@register.filter
def as_read(value: object) -> str:
    """Return what a file said as people write it: lists and pairs in a line, yes and no."""
    said = str(value)
    match value:
        case str() if MOMENT.match(value):
            said = date_format(datetime.fromisoformat(value), "j M Y, H:i")
        case bool():
            said = _("Yes") if value else _("No")
        case dict():
            said = "; ".join(f"{key}: {as_read(item)}" for key, item in value.items() if item != "")
        case list():
            said = ", ".join(as_read(item) for item in value)
    return said


@register.filter
def shown_kinds(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of the kinds that a headline names."""
    return {name: kinds[name] for name in ("host", "vm") if kinds.get(name)}


@register.filter
def family_name(family: str) -> str:
    """Return the word of a family of risks."""
    return word(FAMILIES, family)


@register.filter
def told(event: AuditEvent) -> str:
    """Return what was done, in words."""
    return tell(event).act


@register.filter
def rule_name(rule: str) -> str:
    """Return the words of the rule that placed a machine."""
    return str(labels.RULES.get(rule, rule))


@register.filter
def ranks_of(domain: Domain) -> list[dict[str, object]]:
    """Return the four ranks of a domain with their field and word."""
    names = (("c", "value_c"), ("i", "value_i"), ("a", "value_a"), ("trust", "trust"))
    return [
        {"name": name, "label": labels.DIMENSIONS[name], "rank": getattr(domain, column)}
        for name, column in names
    ]


@register.filter
def steps_of(scales: Scales, name: str) -> tuple[Step, ...]:
    """Return the scale that a rank of a domain is on."""
    return scales.trust if name == "trust" else scales.value


@register.filter
def exclusion_name(name: str) -> str:
    """Return the words of something that the standard leaves out."""
    return str(labels.EXCLUSIONS.get(name, name))


@register.filter
def authority_name(name: str) -> str:
    """Return the words of who may accept a level."""
    return str(labels.AUTHORITIES.get(name, name))


@register.filter
def role_name(role: str) -> str:
    """Return the word of a role."""
    return word(ROLES, role)


@register.filter
def headline(totals: Mapping[str, int]) -> str:
    """Return hosts and machines of an inventory in words."""
    return ", ".join(
        str(labels.TOTALS[name] % {"n": totals[name]}) for name in labels.SHOWN if name in totals
    )


@register.filter
def in_short(state: AssetState) -> str:
    """Return what tells an asset from its like: system, version or power, as its kind has it."""
    names = ("os_reported", "os_configured", "version", "product", "power")
    found = [str(state.attributes[name]) for name in names if state.attributes.get(name)]
    return ", ".join(dict.fromkeys(found[:2]))


@register.filter
def starts_again(card: Card) -> str:
    """Return in percent what starts again elsewhere once a host is lost."""
    if card.restart is None:
        return "\N{EN DASH}"
    return _("not known") if card.restart < 0 else _("%(n)s %%") % {"n": card.restart}


@register.filter
def formula_name(formula: str) -> str:
    """Return the words of how measures count."""
    return str(labels.FORMULAS.get(formula, formula))
