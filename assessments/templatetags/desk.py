"""Pieces of the register, the risk page and the plan."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.actions import carrying
from assessments.charts.svg import Drawing
from assessments.models.risk import JUDGED
from assessments.queries.register import Row
from assessments.queries.words import FAMILIES, OPTIONS, RATINGS, ROLES, word

register = template.Library()

HUNDRED = 100
SHORT = dict(zip(JUDGED, "lcia", strict=True))
_UNSET = "\u2013"
_AFTER = {"l": format_html('<span aria-hidden="true">{}</span>', "\u00d7")}


@register.simple_tag
def draw(drawing: Drawing) -> Drawing:
    """Print a drawing; a variable of a template would be escaped as text."""
    return drawing


@register.filter
def cells(row: Row) -> Iterator[tuple[str, str, int | None, str]]:
    """Yield the four ranks of a row: name, letter, rank, and the words a button is read as."""
    ranks, key = row.ranks, row.risk.key
    for name, letter in SHORT.items():
        rank = ranks[name]
        shown = rank if rank is not None else _("not set")
        yield name, letter, rank, f"{key} {str(RATINGS[name]).lower()}: {shown}"


@register.simple_tag
def rank_buttons(row: Row, base: str) -> SafeString:
    """Print the four ranks of a row as buttons that open its scale; a page holds two hundred."""
    number = row.risk.number
    return format_html_join(
        "",
        '<a class="score-b{}" id="s{}{}" data-k="{}" href="{}{}/#judgement" aria-label="{}">{}</a>'
        "{}",
        (
            (
                " open" if rank is None else "",
                number,
                letter,
                name,
                base,
                number,
                words,
                _UNSET if rank is None else rank,
                _AFTER.get(letter, ""),
            )
            for name, letter, rank, words in cells(row)
        ),
    )


@register.simple_tag
def choice_options(choices: Iterable[tuple[int, str]], chosen: int | None) -> SafeString:
    """Print options for (id, name) pairs; a large register has hundreds of subjects."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((pk, " selected" if pk == chosen else "", name) for pk, name in choices),
    )


@register.filter
def family(value: str) -> str:
    """Return the word of a family of risks."""
    return word(FAMILIES, value)


@register.filter
def option(value: str | None) -> str:
    """Return the word of an option of treatment; nothing for none."""
    return word(OPTIONS, value) if value else ""


@register.filter
def dimension(letter: str) -> str:
    """Return the word of a consequence by its letter."""
    return word(RATINGS, f"consequence_{letter.lower()}").lower()


@register.filter
def role(value: str) -> str:
    """Return the word of a role."""
    return word(ROLES, value)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Return an amount in hundredths as people write it; nothing for none."""
    if minor is None:
        return ""
    whole, part = divmod(minor, HUNDRED)
    return f"{whole:,}.{part:02d} {currency}" if part else f"{whole:,} {currency}"


@register.filter
def whole(minor: int) -> int:
    """Return an amount in hundredths without them: what is drawn by lot is not known to a cent."""
    return round(minor / HUNDRED) * HUNDRED


@register.filter
def late(day: date | None, today: date) -> bool:
    """Say whether a day has passed."""
    return day is not None and day < today


@register.filter
def day(text: str) -> str:
    """Return a day that a document writes as 2027-01-31 as people write it."""
    return date_format(date.fromisoformat(text[:10]), "j M Y") if text else ""


@register.filter
def grouped(fingerprint: str) -> list[str]:
    """Return a fingerprint in groups of eight, as it is read out."""
    return [fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8)]


@register.filter
def of_step(step: Any, dimension: str) -> str:
    """Return what a rank means for one of three consequences, named in full or by its letter."""
    return str(step.by_dimension.get(dimension[-1]) or step.description)


@register.filter
def nth(words: Sequence[Any], rank: int) -> str:
    """Return the word of a rank, counted from 1."""
    return str(words[rank - 1])


@register.filter
def prepared_text(token: str) -> str:
    """Return the statement in a token that a signer carries, word for word."""
    return carrying.text_of(token)
