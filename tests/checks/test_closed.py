"""Rules about how guests and hosts are closed: planted, closed, and untold."""

import pytest

from assessments.checks import run
from assessments.checks.channels import RULES as CHANNELS
from assessments.checks.hardening import RULES as HARDENING
from assessments.checks.posture import RULES as POSTURE
from assessments.estate import Device
from tests.checks.make_estate import AT, console, disk, estate, host, host_posture, nic, posture, vm

RES = {"Owner": "Ada", "Zone": "RES"}


def closed(**changes):
    return {"guests": (vm(posture=posture(**changes)),)}


def with_device(kind, **changes):
    return closed(devices=(Device(kind, "0000:3b:00.0", AT, **changes),))


def with_console(*args, **changes):
    return closed(consoles=(console(*args, **changes),))


def of_host(**changes):
    return {"hosts": (host(posture=host_posture(**changes)),)}


PLANTED = {
    "HOST-ACCEPTANCE": of_host(acceptance="community"),
    "HOST-ATTESTATION": of_host(attestation="red"),
    "HOST-EXEC": of_host(only_installed_programs=False),
    "HOST-FIREWALL": of_host(firewall_blocks=False),
    "HOST-LOCKDOWN": of_host(lockdown=False),
    "HOST-LOCKOUT": of_host(lockout_failures=0),
    "HOST-LOG": of_host(log_server=""),
    "HOST-MOB": of_host(object_browser=True),
    "HOST-NO-TPM": of_host(has_tpm=False),
    "HOST-OPEN-SERVICE": of_host(open_services=("sshServer",)),
    "HOST-PAGE-SHARING": of_host(page_sharing=True),
    "HOST-UNCONFINED": of_host(confinement="none"),
    "VM-BIOS": closed(firmware="bios"),
    "VM-CACHE-UNSAFE": {"guests": (vm(disks=(disk(cache="unsafe"),)),)},
    "VM-CLIPBOARD": with_console(shares_clipboard=True),
    "VM-CONSOLE-OPEN": with_console(listens_on="0.0.0.0"),
    "VM-CONSOLE-PASSWORD": with_console(shows_password=True),
    "VM-CONSOLE-SERIAL": with_console("serial", listens_on="10.0.0.1", is_encrypted=False),
    "VM-CPU-HOST": closed(is_host_cpu=True),
    "VM-CPU-PLAIN": closed(has_mitigations=False),
    "VM-DISK-NO-BACKUP": {"guests": (vm(disks=(disk(in_backup=False),)),)},
    "VM-HOST-SHARE": with_device("directory", is_read_only=True),
    "VM-LOCKED": closed(lock="backup"),
    "VM-LOOSE": closed(loose_settings=("foldersharing",)),
    "VM-MACHINE-OLD": closed(machine_version=2),
    "VM-MEMORY-PLAIN": {"guests": (vm(attributes=RES, posture=posture(memory_encryption="none")),)},
    "VM-MIGRATION-PLAIN": closed(migration_encryption="opportunistic"),
    "VM-NESTED": closed(is_nested=True),
    "VM-NIC-TRUNK": {"guests": (vm(nics=(nic(vlan="10-20"),)),)},
    "VM-NIC-TRUSTED": {"guests": (vm(nics=(nic(trusts_guest=True),)),)},
    "VM-NO-AGENT": closed(has_agent=False),
    "VM-NO-ENCRYPTION": {"guests": (vm(disks=(disk(is_encrypted=False),)),)},
    "VM-NO-NET-FILTER": {"guests": (vm(nics=(nic(filter=""),)),)},
    "VM-NO-PROTECTION": closed(is_protected=False),
    "VM-NO-TPM": closed(tpm="none"),
    "VM-OVERRIDE": closed(overrides=("args",)),
    "VM-PASSTHROUGH": with_device("pci"),
    "VM-PORTS": with_device("serial_port"),
    "VM-TPM-SHARED": closed(tpm="host"),
    "VM-UNCONFINED": closed(confinement="none"),
    "VM-USB-REDIR": with_device("usb_redirection"),
}
CODES = sorted(rule.code for rule in (*CHANNELS, *HARDENING, *POSTURE))
UNTOLD = disk(is_encrypted=None, cache=None, in_backup=None)


def judged(code, **changes):
    return next(result for result in run(estate(**changes)) if result.code == code)


def test_every_rule_has_a_planted_estate():
    assert sorted(PLANTED) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_planted_fault_is_found_with_its_cell(code):
    got = judged(code, **PLANTED[code])
    assert got.result == "finding"
    (found,) = got.findings
    assert found.evidence[0].row == 2
    assert found.evidence[0].column


@pytest.mark.parametrize("code", CODES)
def test_what_is_closed_passes(code):
    got = judged(code)
    assert (got.result, got.findings, got.reason) == ("pass", (), "")


@pytest.mark.parametrize("code", sorted(set(CODES) - {"VM-NO-ENCRYPTION", "VM-NIC-TRUNK"}))
def test_what_no_file_tells_is_not_assessable(code):
    nics = (nic(filter=None, trusts_guest=None, vlan=None),)
    bare = vm(posture=None, disks=(UNTOLD,), nics=nics)
    assert judged(code, guests=(bare,), hosts=(host(posture=None),)).result == "not_assessable"


@pytest.mark.parametrize("field", ["listens_on", "shows_password", "shares_clipboard"])
def test_a_console_of_which_a_setting_is_hidden_proves_nothing(field):
    code = {
        "listens_on": "VM-CONSOLE-OPEN",
        "shows_password": "VM-CONSOLE-PASSWORD",
        "shares_clipboard": "VM-CLIPBOARD",
    }[field]
    assert judged(code, **with_console(**{field: None})).result == "not_assessable"
    assert judged(code, **closed(consoles=())).result == "pass"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("tpm", "VM-NO-TPM"),
        ("has_agent", "VM-NO-AGENT"),
        ("migration_encryption", "VM-MIGRATION-PLAIN"),
        ("machine_version", "VM-MACHINE-OLD"),
        ("memory_encryption", "VM-MEMORY-PLAIN"),
        ("firmware", "VM-BIOS"),
    ],
)
def test_a_setting_that_is_blank_is_not_assessable(field, code):
    assert judged(code, **closed(**{field: None})).result == "not_assessable"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("lockdown", "HOST-LOCKDOWN"),
        ("log_server", "HOST-LOG"),
        ("lockout_failures", "HOST-LOCKOUT"),
        ("attestation", "HOST-ATTESTATION"),
        ("acceptance", "HOST-ACCEPTANCE"),
        ("confinement", "HOST-UNCONFINED"),
    ],
)
def test_a_setting_of_a_host_that_is_blank_is_not_assessable(field, code):
    assert judged(code, **of_host(**{field: None})).result == "not_assessable"


def test_a_tpm_of_the_version_before_is_none():
    assert judged("VM-NO-TPM", **closed(tpm_version="v1.2")).result == "finding"


def test_a_folder_that_the_guest_may_write_is_severe():
    found = judged("VM-HOST-SHARE", **with_device("directory", is_read_only=False)).findings
    assert found[0].severity == "high"


def test_disks_in_clear_are_severe_in_a_restricted_domain_and_a_whole_encrypted_machine_is_not():
    plain = vm(attributes=RES, disks=(disk(is_encrypted=False),))
    (found,) = judged("VM-NO-ENCRYPTION", guests=(plain,)).findings
    assert (found.severity, found.detail) == ("high", {"disks": 1, "domain": "RES"})
    whole = vm(disks=(disk(is_encrypted=False),), posture=posture(is_encrypted=True))
    assert judged("VM-NO-ENCRYPTION", guests=(whole,)).result == "pass"
    told = vm(disks=(), posture=posture(is_encrypted=False))
    (found,) = judged("VM-NO-ENCRYPTION", guests=(told,)).findings
    assert found.evidence[0].column == "posture.is_encrypted"
    untold = vm(posture=None, disks=(UNTOLD,))
    assert judged("VM-NO-ENCRYPTION", guests=(untold,)).result == "not_assessable"


@pytest.mark.parametrize("listens", ["127.0.0.1", "", "localhost", None])
def test_a_serial_line_that_no_network_reaches_is_no_finding(listens):
    line = with_console("serial", listens_on=listens, is_encrypted=False)
    assert judged("VM-CONSOLE-SERIAL", **line).result == "pass"


def test_a_host_that_tells_of_its_own_services_needs_no_messages():
    columns = estate().columns | {
        name: estate().columns["vm.name"] for name in ("host.ssh", "host.shell")
    }
    on = {"columns": columns, **of_host(ssh=True, shell=True)}
    for code in ("HOST-SSH", "HOST-SHELL"):
        assert judged(code, **on).result == "finding"
        assert judged(code, columns=columns).result == "pass"
        assert judged(code, columns=columns, hosts=(host(posture=None),)).result == "not_assessable"
