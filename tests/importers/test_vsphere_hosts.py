"""vSphere's hosts and networks as JSON: how far they are closed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.importers.documents import judged, reading, tarred
from tests.importers.vsphere_objects import PLACES, device, host, upload, vm


def pem(days):
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "esx")]),
    )
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    built = built.public_key(key.public_key()).not_valid_before(start)
    signed = built.not_valid_after(start + timedelta(days=days)).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


def option(key, value):
    return {"key": key, "value": value}


LOOSE = {
    "lockdownMode": "lockdownDisabled",
    "certificate": list(pem(310)),
    "dateTimeInfo": {"ntpConfig": {"server": []}},
    "service": {
        "service": [
            {"key": "TSM-SSH", "running": False, "policy": "on"},
            {"key": "TSM", "running": True},
            {"key": "ntpd", "running": False},
        ]
    },
    "firewall": {
        "defaultPolicy": {"incomingBlocked": False},
        "ruleset": [
            {"key": "sshServer", "enabled": True, "allowedHosts": {"allIp": True}},
            {"key": "sshServer", "enabled": False, "allowedHosts": {"allIp": True}},
            {"key": "dhcp", "enabled": True, "allowedHosts": {"allIp": True}},
        ],
    },
    "option": [
        option("Config.HostAgent.plugins.solo.enableMob", True),
        option("Syslog.global.logHost", ""),
        option("Security.AccountLockFailures", 0),
        option("Mem.ShareForceSalting", "0"),
        option("VMkernel.Boot.execInstalledOnly", "FALSE"),
        option("Security.PasswordQualityControl", "retry=3"),
    ],
    "imageAcceptanceLevel": "community",
}


def test_a_host_that_is_open_is_found_by_every_check():
    loose = host(
        config=LOOSE,
        capability={"tpmSupported": False},
        summary={"tpmAttestation": {"status": "red"}, "quickStats": {"overallMemoryUsage": 16_000}},
    )
    found = judged(upload(*PLACES, loose))
    for code in [
        "LOCKDOWN",
        "SSH",
        "SHELL",
        "MOB",
        "LOG",
        "LOCKOUT",
        "PAGE-SHARING",
        "FIREWALL",
        "OPEN-SERVICE",
        "NO-TPM",
        "ATTESTATION",
        "EXEC",
        "ACCEPTANCE",
        "NTP",
        "CERT",
        "MEM-USAGE",
    ]:
        assert found[f"HOST-{code}"]["objects"] == ["esx-host-1"], code


@pytest.mark.parametrize("certificate", [None, "no", [1, 2], ["x"], [999], pem(310).decode()])
def test_a_certificate_that_is_none_says_nothing(certificate):
    (found,) = reading([host(config={"certificate": certificate})]).estate.hosts
    is_good = isinstance(certificate, str) and certificate.startswith("-----")
    assert (found.certificate_expiry is not None) == is_good


@pytest.mark.parametrize(("value", "is_on"), [("yes", None), (1, True), (None, None)])
def test_options_that_are_no_truth_say_nothing(value, is_on):
    config = {"option": [option("VMkernel.Boot.execInstalledOnly", value)]}
    (found,) = reading([host(config=config)]).estate.hosts
    assert found.posture.only_installed_programs is is_on


OPEN_POLICY = {"allowPromiscuous": True, "macChanges": True, "forgedTransmits": True}
NETWORK = {
    "vswitch": [{"name": "vSwitch0", "spec": {"policy": {"security": OPEN_POLICY}}}],
    "portgroup": [
        {
            "spec": {"name": "LAN", "vswitchName": "vSwitch0", "vlanId": 7},
            "computedPolicy": {"security": OPEN_POLICY},
        },
        {"spec": {"name": "Odd"}},
    ],
}
OBJECTS = [
    {"_vimtype": "vim.Network", "_vimid": "network-1", "name": "LAN"},
    {"_vimtype": "vim.Network", "_vimid": "network-2", "name": "Lone"},
    {
        "_vimtype": "vim.dvs.VmwareDistributedVirtualSwitch",
        "_vimid": "dvs-1",
        "name": "DVS",
        "config": {"linkDiscoveryProtocolConfig": {"operation": "listen"}},
    },
    {
        "_vimtype": "vim.dvs.DistributedVirtualPortgroup",
        "_vimid": "dvportgroup-1",
        "name": "RES",
        "config": {
            "distributedVirtualSwitch": "vim.dvs.VmwareDistributedVirtualSwitch:dvs-1",
            "type": "ephemeral",
            "policy": {"securityPolicyOverrideAllowed": True},
            "defaultPortConfig": {
                "vlan": {"vlanId": [{"start": 0, "end": 4094}]},
                "securityPolicy": {"allowPromiscuous": {"value": True}},
            },
        },
    },
    {"_vimtype": "vim.dvs.DistributedVirtualPortgroup", "_vimid": "dvportgroup-2"},
]
NICS = (
    device("VirtualVmxnet3", macAddress="a", backing={"deviceName": "LAN"}),
    device("VirtualVmxnet3", macAddress="b", backing={"network": "vim.Network:network-2"}),
    device("VirtualVmxnet3", macAddress="c", backing={"port": {"portgroupKey": "dvportgroup-1"}}),
    device("VirtualVmxnet3", macAddress="d", backing={}),
)


def test_networks_of_hosts_and_distributed_ones():
    content = upload(*OBJECTS, host(config={"network": NETWORK}), vm(devices=NICS))
    got = reading(content)
    (found,) = got.estate.guests
    assert [nic.port_group and nic.port_group.native_id for nic in found.nics] == [
        "esx-host-1/vSwitch0/LAN",
        "?/Lone",
        "dvportgroup-1",
        None,
    ]
    results = judged(content)
    assert results["NET-PROMISC"]["objects"] == ["RES"]
    assert results["NET-TRUNK"]["objects"] == ["RES"]
    assert results["NET-EPHEMERAL"]["objects"] == ["RES"]
    assert results["NET-DISCOVERY"]["objects"] == ["DVS"]
    assert results["HOST-VSWITCH-FORGED"]["objects"] == ["esx-host-1"]


def test_what_has_no_name_or_goes_in_circles_is_read_as_far_as_it_goes():
    circle = [
        {"_vimtype": "vim.Folder", "_vimid": "a", "parent": "vim.Folder:b"},
        {"_vimtype": "vim.Folder", "_vimid": "b", "parent": "vim.Folder:a"},
        {"_vimtype": "vim.ClusterComputeResource", "_vimid": "domain-c9"},
        {
            "_vimtype": "vim.dvs.DistributedVirtualPortgroup",
            "_vimid": "dv-1",
            "config": {"defaultPortConfig": {"vlan": {"vlanId": 12}}},
        },
    ]
    files = {"a.json": json.dumps([*circle, vm(parent="vim.Folder:a")]), "readme.txt": "hello"}
    got = reading(tarred(files))
    assert got.estate.guests[0].datacenter is None
    assert (got.estate.clusters, got.estate.port_groups[0].vlan) == ((), "12")
