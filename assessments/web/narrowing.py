"""How the register is narrowed and ordered: the address is the state, in words and as links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.queries.choices import Choices
from assessments.queries.register import DEFAULT_ORDER, ORDERS, Filters
from assessments.queries.words import FAMILIES, LEVELS, OPTIONS, STATES, word
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest

HEADERS = (
    ("number", gettext_lazy("ID")),
    ("title", gettext_lazy("Risk")),
    ("inherent", gettext_lazy("Inherent")),
    ("", gettext_lazy("Likelihood \u00d7 C I A")),
    ("current", gettext_lazy("Current")),
    ("residual", gettext_lazy("Residual")),
    ("option", gettext_lazy("Treatment")),
    ("owner", gettext_lazy("Owner")),
    ("due", gettext_lazy("Due")),
)
OF_TABS = ("above", "state", "unset", "unowned")


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the query without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Header:
    """A column: `sort` is what aria-sort says, blank while another column orders."""

    label: str
    query: str
    sort: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters and order of one request; `me` is the person who asks."""

    filters: Filters
    order: str
    me: int

    def query(self, filters: Filters | None = None, order: str | None = None) -> str:
        """Return the query string of these filters and this order; "?" when nothing is asked."""
        asked = (self.filters if filters is None else filters).active()
        wanted = order or self.order
        if wanted != DEFAULT_ORDER:
            asked["order"] = wanted
        return f"?{urlencode({name: _plain(value) for name, value in asked.items()})}"

    def hidden(self) -> list[tuple[str, Any]]:
        """Return filters and order as hidden fields of a form."""
        return parse_qsl(self.query()[1:])

    def kept_by_search(self) -> list[tuple[str, Any]]:
        """Return what the search form keeps: what it has no field of its own for."""
        own = ("words", "family", "group", "level", "owner", "option")
        return [pair for pair in self.hidden() if pair[0] not in own]

    def tabs(self, counts: Mapping[str, int], appetite: int) -> Iterator[Tab]:
        """Yield the views with their counts."""
        presets = (
            (_("All"), "all", Filters()),
            (_("Above appetite"), "above", Filters(above=appetite)),
            (_("Proposed"), "proposed", Filters(state="proposed")),
            (_("Without a level"), "unset", Filters(unset=True)),
            (_("No owner"), "unowned", Filters(unowned=True)),
            (_("Mine"), "mine", Filters(owner=self.me)),
            (_("Dismissed"), "dismissed", Filters(state="dismissed")),
        )
        now = self._of_tab(self.filters)
        for label, name, preset in presets:
            yield Tab(label, counts[name], self.query(preset), now == self._of_tab(preset))

    def _of_tab(self, filters: Filters) -> dict[str, Any]:
        mine = filters.owner == self.me
        kept = {name: getattr(filters, name) for name in OF_TABS}
        return kept | ({"owner": self.me} if mine else {})

    def chips(self, choices: Choices) -> Iterator[Chip]:
        """Yield the filters in force that no tab shows."""
        defaults = Filters()
        for name, value in self.filters.active().items():
            if name in (*OF_TABS, "view", "words") or (name == "owner" and value == self.me):
                continue
            rest = replace(self.filters, **{name: getattr(defaults, name)})
            yield Chip(self._label(name), _value(name, value, choices), self.query(rest))

    def _label(self, name: str) -> str:
        view = word(STATES, self.filters.view)
        return {
            "family": _("Family"),
            "group": _("Subject"),
            "owner": _("Owner"),
            "option": _("Treatment"),
            "level": _("%(state)s level") % {"state": view},
            "likelihood": _("%(state)s likelihood") % {"state": view},
            "consequence": _("%(state)s consequence") % {"state": view},
        }[name]

    def headers(self) -> Iterator[Header]:
        """Yield the columns, each with the query that orders by it or turns the order round."""
        name, turned = self.order.lstrip("-"), self.order.startswith("-")
        for column, label in HEADERS:
            if not column:
                yield Header(str(label), "", "")
                continue
            is_this = column == name
            falls = ORDERS[column][0].startswith("-") != turned
            sort = ("descending" if falls else "ascending") if is_this else ""
            turn = f"-{column}" if is_this and not turned else column
            yield Header(str(label), self.query(order=turn), sort)


def of(request: MemberRequest, post: QueryDict | None = None) -> Narrowing:
    """Return how the register is narrowed by the address, or by the hidden fields of a form."""
    fields = Fields(request.GET if post is None else post)
    order = fields.text("order")
    return Narrowing(
        filters=filters_of(fields),
        order=order if order.lstrip("-") in ORDERS else DEFAULT_ORDER,
        me=request.actor.person_id,
    )


def of_page(request: MemberRequest, link: str) -> str:
    """Return the query of the page at *link* (what htmx says is on screen), made anew."""
    post = QueryDict(urlsplit(link).query)
    return of(request, post).query()


def filters_of(fields: Fields) -> Filters:
    return Filters(
        words=fields.text("words")[:100],
        family=fields.text("family"),
        group=fields.whole("group"),
        state=fields.text("state"),
        level=fields.whole("level"),
        likelihood=fields.whole("likelihood"),
        consequence=fields.whole("consequence"),
        view=fields.text("view") or "current",
        owner=fields.whole("owner"),
        option=fields.text("option"),
        above=fields.whole("above"),
        unset=bool(fields.text("unset")),
        unowned=bool(fields.text("unowned")),
    )


def _value(name: str, value: Any, choices: Choices) -> str:
    words = {
        "family": lambda: word(FAMILIES, value),
        "group": lambda: choices.subject(value) or _("unknown"),
        "owner": lambda: choices.owner(value) or _("unknown"),
        "option": lambda: word(OPTIONS, value),
        "level": lambda: str(LEVELS.get(value, value)),
    }
    return words[name]() if name in words else str(value)


def _plain(value: Any) -> Any:
    return 1 if value is True else value
