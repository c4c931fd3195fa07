"""Security groups as packet filters: which are there, and what they let in."""

import re
from collections import defaultdict
from collections.abc import Iterator

from assessments.estate import Opening, PacketFilter
from assessments.importers.answers import Item
from assessments.importers.openstack.documents import Documents

DEFAULT = "default"
_ANY = ("", "any", "null", "0")
_RANGE = re.compile(r"(\d{1,5})(?::(\d{1,5}))?$")
_NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "ipv6-icmp"}


class Filters:
    """The packet filters of an export, found by their id or by their name in a project."""

    def __init__(self, found: Documents) -> None:
        """Read groups and rules; rules stand within their group or in a list of their own."""
        self._rules: dict[str, dict[str, Item]] = defaultdict(dict)
        self._by_id: dict[str, PacketFilter] = {}
        self._named: dict[tuple[str | None, str], list[str]] = defaultdict(list)
        self._tells_rules = found.has("security group rules")
        for item in found["security group rules"]:
            self._rule(item.text("security_group_id"), item)
        for group in found["security groups"]:
            self._group(group)

    def all(self) -> tuple[PacketFilter, ...]:
        """Every filter that is described."""
        return tuple(self._by_id.values())

    def ids(self, names: tuple[str, ...], project: str | None) -> tuple[str, ...]:
        """The identities of filters that a server calls by name; unknown names stay."""
        return tuple(dict.fromkeys(self._id(name, project) for name in names))

    def has_default(self, ids: tuple[str, ...]) -> bool | None:
        """Whether one of them is the default filter of its project; None where none is known."""
        names = {self._by_id[each].name if each in self._by_id else each for each in ids}
        if DEFAULT in names:
            return True
        known = all(each in self._by_id or not _is_id(each) for each in ids)
        return False if known else None

    def _id(self, name: str, project: str | None) -> str:
        own = self._named.get((project, name)) or self._named.get((None, name)) or []
        return own[0] if len(own) == 1 else name

    def _group(self, group: Item) -> None:
        name, native_id = group.text("name") or "", group.key("id") or ""
        for rule in group.items("security_group_rules"):
            self._rule(native_id, rule)
        told = self._tells_rules or group.has("security_group_rules")
        rules = self._rules[native_id].values()
        openings = tuple(opening for rule in rules for opening in _openings(rule))
        self._by_id[native_id] = PacketFilter(
            native_id, name, group.origin, openings if told else None
        )
        project = group.text("project_id", "tenant_id")
        self._named[project, name].append(native_id)
        if project is not None:
            self._named[None, name].append(native_id)

    def _rule(self, group: str | None, rule: Item) -> None:
        if group:
            name = rule.text("id") or f"{rule.sheet} {rule.row} {len(self._rules[group])}"
            self._rules[group].setdefault(name, rule)


def _openings(rule: Item) -> Iterator[Opening]:
    """What a rule lets in from addresses; what other groups may send is no opening."""
    direction = (rule.text("direction") or "").casefold()
    if not direction:
        rule.bad("direction", "is missing: list the rules with --long")
    if direction != "ingress" or rule.text("remote_group_id", "remote_address_group_id"):
        return
    protocol = (rule.text("protocol") or "").casefold()
    lowest, highest = _ports(rule)
    yield Opening(
        rule.origin,
        rule.text("remote_ip_prefix") or "",
        None if protocol in _ANY else _NUMBERS.get(protocol, protocol),
        lowest,
        highest,
    )


def _ports(rule: Item) -> tuple[int | None, int | None]:
    said = rule.text("port_range")
    if said and (found := _RANGE.match(said)):
        return int(found[1]), int(found[2] or found[1])
    lowest, highest = rule.whole("port_range_min"), rule.whole("port_range_max")
    if lowest is not None and lowest < 0:  # how the oldest services write "every"
        return None, None
    return lowest, highest


def _is_id(name: str) -> bool:
    return bool(re.match(r"[0-9a-f]{8}-?[0-9a-f]{4}", name))
