"""How far hosts are closed: one rule for each setting, whatever platform tells it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context
from assessments.estate import HostPosture

GOOD_ATTESTATION = frozenset(("green", "accepted", "none"))
LOOSE_LEVELS = frozenset(("community", "communitysupported"))
MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule about one setting of a host, as `posture.Setting` is one about a guest's."""

    code: str
    field: str
    wrong: Callable[[HostPosture], bool | None]
    shown: Callable[[HostPosture], object]


SETTINGS = (
    Setting("HOST-LOCKDOWN", "host.lockdown", lambda p: _not(p.lockdown), lambda p: p.lockdown),
    Setting(
        "HOST-MOB", "host.object_browser", lambda p: p.object_browser, lambda p: p.object_browser
    ),
    Setting(
        "HOST-LOG",
        "host.log_server",
        lambda p: None if p.log_server is None else not p.log_server.strip(),
        lambda p: p.log_server,
    ),
    Setting(
        "HOST-LOCKOUT",
        "host.lockout_failures",
        lambda p: _beyond(p.lockout_failures),
        lambda p: p.lockout_failures,
    ),
    Setting(
        "HOST-PAGE-SHARING", "host.page_sharing", lambda p: p.page_sharing, lambda p: p.page_sharing
    ),
    Setting(
        "HOST-FIREWALL",
        "host.firewall_blocks",
        lambda p: _not(p.firewall_blocks),
        lambda p: p.firewall_blocks,
    ),
    Setting(
        "HOST-OPEN-SERVICE",
        "host.open_services",
        lambda p: bool(p.open_services),
        lambda p: ", ".join(p.open_services),
    ),
    Setting("HOST-NO-TPM", "host.has_tpm", lambda p: _not(p.has_tpm), lambda p: p.has_tpm),
    Setting(
        "HOST-ATTESTATION",
        "host.attestation",
        lambda p: (
            None if p.attestation is None else p.attestation.casefold() not in GOOD_ATTESTATION
        ),
        lambda p: p.attestation,
    ),
    Setting(
        "HOST-EXEC",
        "host.only_installed_programs",
        lambda p: _not(p.only_installed_programs),
        lambda p: p.only_installed_programs,
    ),
    Setting(
        "HOST-ACCEPTANCE",
        "host.acceptance",
        lambda p: None if p.acceptance is None else p.acceptance.casefold() in LOOSE_LEVELS,
        lambda p: p.acceptance,
    ),
    Setting(
        "HOST-UNCONFINED",
        "host.confinement",
        lambda p: None if p.confinement is None else p.confinement == "none",
        lambda p: p.confinement,
    ),
)


def judge(setting: Setting, context: Context, tally: Tally) -> None:
    """Judge every connected host by one setting."""
    for host in context.connected:
        posture = host.posture
        if tally.saw(setting.wrong(posture) if posture else None) and posture:
            cell = context.cell(setting.field, posture.origin, setting.shown(posture))
            tally.add(host.ref, host.name, cell)


def _not(value: bool | None) -> bool | None:  # noqa: FBT001 - a setting as it stands
    return None if value is None else not value


def _beyond(failures: int | None) -> bool | None:
    return None if failures is None else not 0 < failures <= MOST_FAILURES


def _rules() -> Iterator[Rule[Context]]:
    for setting in SETTINGS:
        yield Rule(setting.code, (setting.field,), partial(judge, setting))


RULES = tuple(_rules())
