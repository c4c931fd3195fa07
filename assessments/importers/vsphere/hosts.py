"""Hosts: what they are, and how far they are closed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cryptography import x509

from assessments.estate import HostPosture
from assessments.importers.vsphere.objects import (
    Thing,
    Value,
    moment,
    reference,
    rows,
    step,
    text,
    truth,
    whole,
)
from assessments.importers.vsphere.work import Work

PRODUCT = "VMware ESXi"
_UNRESTRICTED = frozenset(("sshServer", "webAccess", "vSphereClient", "CIMHttpServer", "snmp"))
_SALTED = 2
_BYTE = range(-128, 256)


def describe(thing: Thing, work: Work) -> None:
    """Complete a host with what its properties say."""
    values = thing.values
    ref = work.host(thing.ident)
    if ref is None:
        return
    version, build = text(values, "config.product.version"), text(values, "config.product.build")
    servers = step(values, "config.dateTimeInfo.ntpConfig.server")
    state = text(values, "runtime.connectionState") or text(
        values, "summary.runtime.connectionState"
    )
    memory = whole(values, "hardware.memorySize") or whole(values, "summary.hardware.memorySize")
    release = text(values, "config.product.fullName")
    bios = moment(values, "hardware.biosInfo.releaseDate")
    usage = whole(values, "summary.quickStats.overallMemoryUsage")
    work.gathered.hosts[ref] = replace(
        work.gathered.hosts[ref],
        name=text(values, "name") or thing.ident,
        cluster=work.cluster(reference(step(values, "parent"))),
        datacenter=work.datacenter(reference(step(values, "parent"))),
        origin=thing.origin,
        is_placeholder=False,
        is_connected=None if state is None else state == "connected",
        in_maintenance=truth(values, "runtime.inMaintenanceMode"),
        cores=whole(values, "hardware.cpuInfo.numCpuCores")
        or whole(values, "summary.hardware.numCpuCores"),
        memory_mib=memory // 1024**2 if memory else None,
        memory_usage_percent=100 * usage * 1024**2 / memory if memory and usage else None,
        product=PRODUCT,
        version=version,
        build=build,
        boot_time=moment(values, "runtime.bootTime"),
        bios_date=bios.date() if bios else None,
        time_servers=tuple(str(each) for each in servers) if isinstance(servers, list) else None,
        time_daemon=_runs(values, "ntpd"),
        certificate_expiry=_expiry(step(values, "config.certificate")),
        release=release,
        posture=posture(thing),
    )


def posture(thing: Thing) -> HostPosture:
    """Return the settings that decide who reaches a host and what it runs."""
    values = thing.values
    options = {text(each, "key"): step(each, "value") for each in rows(values, "config.option")}
    lockdown = text(values, "config.lockdownMode")
    failures = options.get("Security.AccountLockFailures")
    log = options.get("Syslog.global.logHost")
    salting = options.get("Mem.ShareForceSalting")
    browser = options.get("Config.HostAgent.plugins.solo.enableMob")
    executable = options.get("VMkernel.Boot.execInstalledOnly")
    return HostPosture(
        origin=thing.origin,
        lockdown=None if lockdown is None else lockdown != "lockdownDisabled",
        shell=_runs(values, "TSM"),
        ssh=_runs(values, "TSM-SSH"),
        object_browser=_truth(browser),
        log_server=log if isinstance(log, str) else None,
        lockout_failures=_number(failures),
        password_rule=_text(options.get("Security.PasswordQualityControl")),
        page_sharing=None if _number(salting) is None else _number(salting) != _SALTED,
        firewall_blocks=truth(values, "config.firewall.defaultPolicy.incomingBlocked"),
        open_services=tuple(_open(values)),
        has_tpm=truth(values, "capability.tpmSupported"),
        attestation=text(values, "summary.tpmAttestation.status"),
        only_installed_programs=_truth(executable),
        acceptance=text(values, "config.imageAcceptanceLevel")
        or _text(options.get("imageAcceptanceLevel")),
    )


def _runs(values: Value, key: str) -> bool | None:
    for each in rows(values, "config.service.service"):
        if text(each, "key") == key:
            return truth(each, "running") or text(each, "policy") == "on"
    return None


def _open(values: Value) -> Iterator[str]:
    """Name the rules that are on, let every address in, and lead to the management of the host."""
    for each in rows(values, "config.firewall.ruleset"):
        is_on = truth(each, "enabled") and truth(each, "allowedHosts.allIp")
        key = text(each, "key")
        if is_on and key in _UNRESTRICTED:
            yield key


def _expiry(certificate: object) -> datetime | None:
    """Read the end of a certificate: PEM as a text, or as a list of its bytes."""
    if isinstance(certificate, list) and all(
        isinstance(each, int) and each in _BYTE for each in certificate
    ):
        raw = bytes(each & 0xFF for each in certificate)
    elif isinstance(certificate, str):
        raw = certificate.encode(errors="replace")
    else:
        return None
    try:
        return x509.load_pem_x509_certificate(raw).not_valid_after_utc
    except ValueError:
        return None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).casefold()
    return {"true": True, "1": True, "false": False, "0": False}.get(word)


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
