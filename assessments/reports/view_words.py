"""How the report words levels, times, counts and money."""

from collections.abc import Iterator, Mapping

LEVELS = {None: "not rated", 1: "very low", 2: "low", 3: "medium", 4: "high", 5: "very high"}
ANSWERS = {
    "implemented": "implemented",
    "partly": "partly",
    "planned": "planned",
    "not_implemented": "not implemented",
    "not_applicable": "not applicable",
    "": "no answer",
}
KINDS = {
    "cluster": "clusters",
    "datacenter": "datacenters",
    "datastore": "datastores",
    "host": "hosts",
    "management_server": "management servers",
    "port_group": "port groups",
    "snapshot": "snapshots",
    "switch": "switches",
    "template": "templates",
    "vm": "virtual machines",
}
DASH = "\u2013"  # stands for what is unset
TIMES = "\u00d7"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def level(rank: int | None) -> dict[str, object]:
    """Return a level as number and words; unset is `not rated`, never a number."""
    return {"rank": rank, "words": LEVELS.get(rank, "not rated")}


def day(text: str | None) -> str:
    """Return an ISO day or time as `1 Nov 2026`, and what is not one as it is."""
    parts = (text or "")[:10].split("-")
    if len(parts) != len("ymd") or not all(part.isdecimal() for part in parts):
        return text or ""
    year, month, number = (int(part) for part in parts)
    return f"{number} {_MONTHS[(month - 1) % 12]} {year}"


def moment(text: str | None) -> str:
    """Return an ISO time with Z as `1 Nov 2026, 09:00 UTC`."""
    return f"{day(text)}, {text[11:16]} UTC" if text and "T" in text else day(text)


def count_of(number: int, word: str) -> str:
    """Return `1 host`, `2 hosts`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def money(minor: int | None, currency: str) -> str:
    """Return an amount in hundredths as `12,500.00 EUR`, and none as nothing."""
    return "" if minor is None else f"{minor // 100:,}.{minor % 100:02d} {currency}".strip()


def ranks(*values: int | None) -> str:
    """Return ranks as `5 4 3`, a dash for each that is unset."""
    return " ".join(DASH if value is None else str(value) for value in values)


def flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each leaf of a JSON value with its dotted path; short lists of leaves stay one."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, list | Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            yield from flat(item, f"{path}[{number}]")
    elif isinstance(value, list):
        yield path, ", ".join(str(item) for item in value)
    else:
        yield path, "" if value is None else str(value)
