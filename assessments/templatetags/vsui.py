"""Small pieces that every page shares: levels, icons, rings, meters, filters in URLs."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.charts import progress
from assessments.charts.svg import Drawing

register = template.Library()

LEVELS = {
    1: ("very-low", gettext_lazy("Very low")),
    2: ("low", gettext_lazy("Low")),
    3: ("medium", gettext_lazy("Medium")),
    4: ("high", gettext_lazy("High")),
    5: ("very-high", gettext_lazy("Very high")),
}
ANSWERS = {
    "implemented": gettext_lazy("Implemented"),
    "partly": gettext_lazy("Partly"),
    "planned": gettext_lazy("Planned"),
    "not_implemented": gettext_lazy("Not implemented"),
    "not_applicable": gettext_lazy("Not applicable"),
}
KINDS = {
    "vm": gettext_lazy("Virtual machine"),
    "template": gettext_lazy("Template"),
    "host": gettext_lazy("Host"),
    "cluster": gettext_lazy("Cluster"),
    "datacenter": gettext_lazy("Datacenter"),
    "datastore": gettext_lazy("Datastore"),
    "management_server": gettext_lazy("Management server"),
    "port_group": gettext_lazy("Port group"),
    "snapshot": gettext_lazy("Snapshot"),
    "switch": gettext_lazy("Switch"),
}
RATINGS = {
    "likelihood": gettext_lazy("Likelihood"),
    "consequence_c": gettext_lazy("Confidentiality"),
    "consequence_i": gettext_lazy("Integrity"),
    "consequence_a": gettext_lazy("Availability"),
}
_VARIANTS = 256  # pieces of a page that are kept once made; there are fewer


@register.simple_tag
def level(rank: int | None, kind: str = "") -> SafeString:
    """
    Print a level as word, bars and colour: three channels that do not need each other.

    None, and 0 where levels are counted, is unset.
    """
    return _level(int(rank) if rank else None, kind, get_language())


@lru_cache(_VARIANTS)
def _level(rank: int | None, kind: str, _language: str | None) -> SafeString:
    """Return the level as it is printed in a language; a register repeats few of them."""
    if rank is None:
        return format_html('<span class="tag">{}</span>', _("Unset"))
    name, word = LEVELS[rank]
    bars = format_html_join(
        "",
        '<rect class="bar{}" x="{}" y="{}" width="2.2" height="{}"/>',
        ((" on" if k < rank else "", f"{k * 3.2:.1f}", 6 - 2 * k + 2, 2 * k + 2) for k in range(5)),
    )
    return format_html(
        '<span class="lv lv-{} {}"><svg class="lv-bars" width="16" height="10" aria-hidden="true">'
        '{}</svg><span class="lv-name">{}</span></span>',
        name,
        kind,
        bars,
        word,
    )


@register.filter
def level_name(rank: int | None) -> str:
    """Return the word of a level."""
    return str(LEVELS[int(rank)][1]) if rank else _("Unset")


@register.filter
def level_class(rank: int | None) -> str:
    """Return the name of a level as style sheets spell it."""
    return LEVELS[int(rank)][0] if rank else "none"


@register.filter
def answer_name(state: str) -> str:
    """Return the word of an answer."""
    return str(ANSWERS.get(state, _("Not answered")))


@register.filter
def kind_name(kind: str) -> str:
    """Return the word of a kind of asset."""
    return str(KINDS.get(kind, kind.replace("_", " ").capitalize()))


@register.filter
def rating_name(name: str) -> str:
    """Return the word of what is rated: the likelihood, or one of three consequences."""
    return str(RATINGS.get(name, name))


@register.filter
def figure(number: str | None) -> str:
    """Return a decimal with two places, or a dash for none."""
    return f"{float(number):.2f}" if number else "-"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Print an icon of the sheet."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def ring(percent: int, label: str = "") -> Drawing:
    """Print how far something is as a ring."""
    return progress.ring(percent, label)


@register.simple_tag
def meter(done: int, total: int, label: str) -> Drawing:
    """Print how far something is as a bar."""
    words = _("%(label)s: %(done)s of %(total)s") % {"label": label, "done": done, "total": total}
    return progress.bar(100 * done / total if total else 0, words)


@register.simple_tag
def stacked(counts: Mapping[int, int]) -> Drawing:
    """Print how many risks lie at each level as one bar, with the numbers as its name."""
    ranks = [rank for rank in range(5, 0, -1) if counts.get(rank)]
    words = ", ".join(f"{counts[rank]} {LEVELS[rank][1]}" for rank in ranks)
    parts = [(f"fill-{LEVELS[rank][0]}", counts[rank]) for rank in ranks]
    return progress.stacked(parts, words or _("No risks yet"))


@register.filter
def when(moment: datetime | date | None) -> str:
    """Return a moment or a day as people write it."""
    if moment is None:
        return ""
    has_clock = isinstance(moment, datetime)
    return date_format(moment, "j M Y, H:i" if has_clock else "j M Y")


@register.filter
def item_of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key."""
    return mapping.get(key)


@register.filter
def pairs(mapping: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the pairs of *mapping*, which may itself hold the key "items"."""
    return list(mapping.items())


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the current query string with some parameters changed; None or blank drops one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}"
