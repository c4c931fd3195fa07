"""A machine's configuration: keys, options within them, and the snapshots below."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from assessments.importers import secrets

_LINE = re.compile(r"([a-z][a-z0-9_-]*):\s*(.*?)\s*$")
_SECTION = re.compile(r"\[([^\]]+)\]\s*$")
_NUMBERED = re.compile(r"(?:scsi|virtio|ide|sata|net|hostpci|efidisk|tpmstate)\d{1,2}")
_SECRETS = frozenset(("cipassword", "sshkeys"))
_TELLING = frozenset(
    [
        "agent",
        "args",
        "bios",
        "boot",
        "bootdisk",
        "cores",
        "cpu",
        "efidisk0",
        "machine",
        "memory",
        "meta",
        "numa",
        "ostype",
        "scsihw",
        "smbios1",
        "sockets",
        "tpmstate0",
        "vmgenid",
        "vga",
    ]
)


@dataclass(slots=True)
class Section:
    """The settings of a machine now, or of one of its snapshots; `lines` says where each stands."""

    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    description: str = ""

    def options(self, key: str) -> Mapping[str, str]:
        """Split "virtio=AA:BB,bridge=vmbr0,firewall=1"; what has no name is under ""."""
        found: dict[str, str] = {}
        for part in self.values.get(key, "").split(","):
            name, mark, value = part.partition("=")
            found.setdefault(name.strip() if mark else "", (value if mark else name).strip())
        return found

    def flag(self, key: str) -> bool:
        """A setting that is on or off; off by default."""
        return self.values.get(key, "0").strip().casefold() in ("1", "on", "yes", "true")

    def numbered(self, name: str) -> Iterator[str]:
        """The keys of one kind: net0, net1, ..."""
        pattern = re.compile(rf"{name}\d+")
        return (key for key in self.values if pattern.fullmatch(key))


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration says: settings that hold now, snapshots, lines not understood."""

    current: Section
    snapshots: tuple[Section, ...]
    strange: tuple[tuple[int, str], ...]


def parse(text: str) -> Config:
    """
    Read a configuration; settings below a section's head are never current.

    Comments at the top are the description; values that are secrets are dropped.
    """
    current = section = Section("", 1)
    sections: list[Section] = []
    strange: list[tuple[int, str]] = []
    notes: dict[int, list[str]] = {id(current): []}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        head, setting = _SECTION.match(line), _LINE.match(line)
        if head:
            section = Section(head[1], number)
            sections.append(section)
            notes[id(section)] = []
        elif line.startswith("#"):
            notes[id(section)].append(unquote(line[1:]))
        elif setting:
            _set(section, setting[1], setting[2], number)
        elif line:
            strange.append((number, line))
    for each in (current, *sections):
        each.description = "\n".join(notes[id(each)]).strip()
    taken = tuple(each for each in sections if "snaptime" in each.values)
    return Config(current, taken, tuple(strange))


def looks_like_one(text: str) -> bool:
    """Say whether a text is nothing but a configuration, so that no table is taken for one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    settings = [_LINE.match(line) for line in lines if not line.startswith(("#", "["))]
    named = {found[1] for found in settings if found}
    tells = any(key in _TELLING or _NUMBERED.fullmatch(key) for key in named)
    return bool(settings) and all(settings) and tells


def _set(section: Section, key: str, value: str, number: int) -> None:
    if key in _SECRETS:
        value = secrets.MASK
    section.values[key] = value  # the last one holds, as it does there
    section.lines[key] = number
