"""Every check on a planted, a clean and a blank estate."""

from dataclasses import replace

import pytest

from assessments.checks import RULES, run, summary
from assessments.checks.channels import RULES as CHANNELS
from assessments.checks.hardening import RULES as HARDENING
from assessments.checks.parameters import changed
from assessments.checks.posture import RULES as POSTURE
from assessments.estate import Column, HealthMessage, Licence, Power, SecurityPolicy, StoragePath
from tests.checks.make_estate import (
    AT,
    HOST,
    ago,
    cluster,
    datastore,
    disk,
    distributed_switch,
    earlier,
    estate,
    host,
    media,
    nic,
    port_group,
    snapshot,
    standard_switch,
    template,
    vm,
)
from tests.checks.planted_clouds import PLANTED as CLOUDS

OFF = {"power": Power.OFF, "changed_at": ago(91)}
OLD_OS = "Microsoft Windows Server 2012 (64-bit)"


def guest(**changes):
    return {"guests": (vm(**changes),)}


def health(subject, message, kind):
    return {"health": (HealthMessage(subject, message, kind, AT),)}


def policy(**changes):
    return {"policy": SecurityPolicy(**changes)}


def mixed():
    attributes = {"Owner": "Ada", "Zone": "RES"}
    return {"guests": (vm(), vm("vm-2", attributes=attributes))}


PLANTED = CLOUDS | {
    "CL-ADMISSION": {"clusters": (cluster(admission_control=False),)},
    "CL-DRS": {"clusters": (cluster(drs=False),)},
    "CL-ESX-SKEW": {"hosts": (host(), host("esx2", build="1"))},
    "CL-HA": {"clusters": (cluster(ha=False),)},
    "CL-MIXED-ZONES": mixed(),
    "CL-SPARE": {"clusters": (cluster(effective_memory_mib=65_537),)},
    "DS-FULL": {"datastores": (datastore(free_percent=9.9),)},
    "DS-INACCESSIBLE": {"datastores": (datastore(is_accessible=False),)},
    "DS-LOCAL": {"datastores": (datastore(host_count=1),)},
    "DS-OVERPROV": {"datastores": (datastore(provisioned_mib=1501),)},
    "DS-PATH": {"paths": (StoragePath("esx1", "ds1", "dead", AT),)},
    "DS-ZOMBIE": health("[ds1] a/b.vmdk", "Possibly a Zombie vmdk file!", "Zombie"),
    "HOST-BIOS-AGE": {"hosts": (host(bios_date=ago(1096).date()),)},
    "HOST-BOOT-AGE": {"hosts": (host(boot_time=ago(366)),)},
    "HOST-CERT": {"hosts": (host(certificate_expiry=ago(-89)),)},
    "HOST-CPU-OVERCOMMIT": {"hosts": (host(vcpus_per_core=4.1),)},
    "HOST-DISCONNECTED": {"hosts": (host(is_connected=False),)},
    "HOST-ESX-EOL": {"hosts": (host(version="7.0.3"),)},
    "HOST-MAINTENANCE": {"hosts": (host(in_maintenance=True),)},
    "HOST-MEM-OVERCOMMIT": {"hosts": (host(memory_mib=2047),)},
    "HOST-MEM-USAGE": {"hosts": (host(memory_usage_percent=91),)},
    "HOST-MIXED-ZONES": mixed(),
    "HOST-NTP": {"hosts": (host(time_servers=()),)},
    "HOST-SHELL": health("esx1", "ESXi Shell service is running!", "Security"),
    "HOST-SSH": health("esx1", "SSH service is running!", ""),
    "HOST-SWAP": {"hosts": (host(swapped_mib=1),)},
    "HOST-VSWITCH-FORGED": {"switches": (standard_switch(**policy(forged_transmits=True)),)},
    "HOST-VSWITCH-MACCHG": {"switches": (standard_switch(**policy(mac_changes=True)),)},
    "HOST-VSWITCH-PROMISC": {
        "port_groups": (port_group(is_distributed=False, host=HOST, **policy(promiscuous=True)),)
    },
    "LIC-EXPIRY": {"licences": (Licence("vSphere", AT, 100, 101, None),)},
    "NET-DISCOVERY": {"switches": (distributed_switch(discovery="listen"),)},
    "NET-EPHEMERAL": {"port_groups": (port_group(binding="ephemeral"),)},
    "NET-FORGED": {"port_groups": (port_group(**policy(forged_transmits=True)),)},
    "NET-MACCHG": {"port_groups": (port_group(**policy(mac_changes=True)),)},
    "NET-NOVLAN-SEP": {
        "port_groups": (port_group(), port_group("Management Network", is_distributed=False))
    },
    "NET-OVERRIDE": {"port_groups": (port_group(security_override=True),)},
    "NET-PROMISC": {"port_groups": (port_group(**policy(promiscuous=True)),)},
    "NET-TRUNK": {"port_groups": (port_group(vlan="0-4094"),)},
    "TPL-OUTDATED": {"guests": (template(os_reported=OLD_OS),)},
    "TPL-STALE": {"guests": (template(changed_at=ago(181)),)},
    "VC-EOL": {"managers": (replace(estate().managers[0], version="7.0.3"),)},
    "VM-CD": guest(media=(media("cd", starts_connected=True, backing="ISO [ds1] a.iso"),)),
    "VM-CONSOLIDATE": guest(consolidation_needed=True),
    "VM-DIRECTPATH": guest(nics=(nic(adapter="PCI passthrough"),)),
    "VM-DUP-MAC": {"guests": (vm(nics=(nic(),)), vm("vm-2", nics=(nic(),)))},
    "VM-DUP-SMBIOS": {"guests": (vm(smbios_uuid="A"), vm("vm-2", smbios_uuid="a"))},
    "VM-FLOPPY": guest(media=(media("floppy", is_connected=True),)),
    "VM-HA-DISABLED": guest(ha_restart_priority="disabled"),
    "VM-HWVER": guest(hardware_version=16),
    "VM-LIMITS": guest(cpu_limit=500),
    "VM-MAC-MANUAL": guest(nics=(nic(mac_type="manual"),)),
    "VM-MULTIHOMED": guest(nics=(nic(), nic("MGT-WEB-V109"))),
    "VM-MULTIWRITER": guest(disks=(disk(sharing="sharingMultiWriter"),)),
    "VM-NAME-TEMP": guest(name="prd-web_old"),
    "VM-NEW": guest(),
    "VM-NO-BACKUP": guest(attributes={"Last backup": "2026/10/01 08:00:00"}),
    "VM-NO-OWNER": guest(attributes={"Owner": " "}, annotation="pilot"),
    "VM-NO-SECUREBOOT": guest(secure_boot=False, firmware="bios"),
    "VM-NONPERSISTENT": guest(disks=(disk(), disk(mode="independent_nonpersistent"))),
    "VM-OFF": guest(power=Power.OFF),
    "VM-OFF-P": guest(**OFF),
    "VM-OFF-T": guest(**OFF),
    "VM-OFF-UNPATCHED": guest(**OFF, os_reported=OLD_OS),
    "VM-OS-EOL": guest(os_reported=OLD_OS),
    "VM-OS-EXTENDED": guest(os_reported="Debian GNU/Linux 11 (64-bit)"),
    "VM-OS-MISMATCH": guest(os_reported="Ubuntu Linux (64-bit)"),
    "VM-PART-FULL": guest(partitions=(replace(vm().partitions[0], free_percent=9),)),
    "VM-RDM": guest(disks=(disk(is_raw=True),)),
    "VM-SECRET-NOTE": guest(secret_columns=("Annotation",)),
    "VM-SHAREDBUS": guest(disks=(disk(shared_bus="physicalSharing"),)),
    "VM-SNAP-AGE": {"snapshots": (snapshot(taken_at=ago(31)),)},
    "VM-SNAP-BACKUP": {"snapshots": (snapshot("VEEAM BACKUP", taken_at=ago(3)),)},
    "VM-SNAP-CHAIN": {"snapshots": tuple(snapshot(name) for name in "abcd")},
    "VM-SNAP-MEM": {"snapshots": (snapshot(memory_mib=2048),)},
    "VM-STATE-BAD": guest(connection_state="orphaned"),
    "VM-SUSPENDED": guest(power=Power.SUSPENDED),
    "VM-SWAP": guest(ballooned_mib=1),
    "VM-TOOLS-NONE": guest(tools="not_running"),
    "VM-TOOLS-OLD": guest(tools="old"),
    "VM-USB": guest(media=(media("usb", is_connected=True),)),
}
BEFORE = {"VM-OFF-T": earlier(vm(power=Power.OFF)), "VM-NEW": earlier()}
CLOSED = {rule.code for rule in (*CHANNELS, *HARDENING, *POSTURE)}  # in test_closed
CODES = [rule.code for rule in RULES if rule.code not in CLOSED]


def judged(code, earlier=None, **changes):
    results = run(estate(**changes), earlier=earlier)
    return next(result for result in results if result.code == code)


def test_every_rule_has_a_planted_estate_and_the_reverse():
    assert sorted(PLANTED) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_planted_fault_is_found_with_its_cell(code):
    got = judged(code, earlier=BEFORE.get(code), **PLANTED[code])
    assert got.result == "finding"
    assert len(got.findings) >= 1
    assert got.findings[0].evidence[0].row == 2
    assert got.findings[0].label


@pytest.mark.parametrize("code", CODES)
def test_a_clean_estate_passes(code):
    before = earlier(vm(), template()) if code in BEFORE else None
    got = judged(code, earlier=before)
    assert (got.result, got.findings, got.reason) == ("pass", (), "")


@pytest.mark.parametrize("code", CODES)
def test_an_estate_whose_file_lacks_the_columns_is_not_assessable_and_says_why(code):
    bare = estate(columns={}, guests=(), absent={"vm.secure_boot": "no column 'EFI Secure boot'"})
    got = next(result for result in run(bare) if result.code == code)
    assert got.result == "not_assessable"
    assert got.reason
    if code == "VM-NO-SECUREBOOT":
        assert got.reason == "no column 'EFI Secure boot'"


def test_blank_cells_are_counted_and_never_pass():
    blank = vm("vm-2", secure_boot=None)
    some = judged("VM-NO-SECUREBOOT", guests=(vm(), blank))
    assert (some.result, some.considered, some.unjudged) == ("pass", 2, 1)
    assert "1 of 2" in some.reason
    none = judged("VM-NO-SECUREBOOT", guests=(blank,))
    assert none.result == "not_assessable"


def test_two_exports_too_close_prove_no_dormancy():
    got = judged("VM-OFF-T", earlier=earlier(vm(power=Power.OFF), days=50), **guest(**OFF))
    assert got.result == "not_assessable"
    assert "50 days" in got.reason


def test_an_export_without_a_date_leaves_ages_unjudged_until_one_is_given():
    old = estate(taken_at=None, snapshots=(snapshot(taken_at=ago(31)),))
    undated = summary(run(old))["VM-SNAP-AGE"]
    assert undated["result"] == "not_assessable"
    assert summary(run(old, as_of=ago(0)))["VM-SNAP-AGE"]["objects"] == ["vm-1/before patch"]


def test_a_memory_snapshot_in_a_restricted_domain_is_severe():
    restricted = vm(attributes={"Zone": "RES"})
    found = {"snapshots": (snapshot(memory_mib=2048),)}
    assert judged("VM-SNAP-MEM", **found).findings[0].severity == "medium"
    assert judged("VM-SNAP-MEM", guests=(restricted,), **found).findings[0].severity == "high"


def test_the_state_file_that_every_snapshot_has_is_no_memory():
    assert judged("VM-SNAP-MEM", snapshots=(snapshot(memory_mib=1),)).result == "pass"


def test_stand_ins_of_site_recovery_are_left_out():
    assert (
        judged("VM-OFF", guests=(vm(power=Power.OFF, is_disaster_placeholder=True),)).considered
        == 0
    )


def test_a_disconnected_host_is_judged_by_no_other_check():
    got = judged("HOST-NTP", hosts=(host(is_connected=False, time_servers=None),))
    assert got.considered == 0


def test_an_owner_named_in_the_note_counts():
    got = judged("VM-NO-OWNER", **guest(attributes={"Owner": ""}, annotation="Owner: Ada"))
    assert got.result == "pass"


def test_the_text_of_a_secret_never_reaches_a_finding():
    got = judged("VM-SECRET-NOTE", **guest(secret_columns=("Annotation",), annotation="pw ***"))
    assert [cell.value for cell in got.findings[0].evidence] == [""]


def test_a_changed_threshold_changes_the_result():
    looser = changed({"hardware_version": 16})
    planted = estate(**PLANTED["VM-HWVER"])
    assert summary(run(planted, parameters=looser))["VM-HWVER"]["result"] == "pass"


def test_results_are_ordered_by_code_and_the_same_on_every_run():
    first = run(estate(**PLANTED["VM-OFF"]))
    assert [result.code for result in first] == sorted(rule.code for rule in RULES)
    assert first == run(estate(**PLANTED["VM-OFF"]))


def test_ages_count_whole_days():
    assert judged("VM-SNAP-AGE", snapshots=(snapshot(taken_at=ago(30.9)),)).result == "pass"
    assert judged("VM-SNAP-AGE", snapshots=(snapshot(taken_at=ago(31)),)).result == "finding"


def test_a_new_template_counts_as_new():
    got = judged("VM-NEW", earlier=earlier(vm()))
    assert [finding.label for finding in got.findings] == ["tpl-1"]


def test_a_host_that_asks_other_time_servers_than_its_cluster_is_found():
    usual = [host(f"esx{number}") for number in range(3)]
    odd = host("odd", time_servers=("ntp1",))
    alone = host("alone", cluster=None, time_servers=("ntp9",))
    got = judged("HOST-NTP", hosts=(*usual, odd, alone))
    assert [finding.label for finding in got.findings] == ["odd"]


def test_the_complaint_of_the_exporting_tool_about_time_counts():
    got = judged("HOST-NTP", **health("esx1", "NTPD service is not running!", "NTPD"))
    assert [cell.value for cell in got.findings[0].evidence] == [
        "ntp1, ntp2",
        "True",
        "NTPD service is not running!",
    ]


def test_firmware_that_cannot_boot_securely_is_found_where_the_column_is_blank():
    got = judged("VM-NO-SECUREBOOT", **guest(secure_boot=None, firmware="BIOS"))
    assert [cell.value for cell in got.findings[0].evidence] == ["", "BIOS"]


def test_a_trunk_of_a_standard_switch_is_found_where_nothing_is_distributed():
    group = port_group("trunk", is_distributed=False, vlan="4095")
    columns = {"standard_group.vlan": Column("vPort", "VLAN")}
    got = judged("NET-TRUNK", port_groups=(group,), columns=columns)
    assert [(f.label, f.evidence[0].column) for f in got.findings] == [("trunk", "VLAN")]


def test_a_machine_without_adapters_has_no_address_to_share():
    got = judged("VM-DUP-MAC", guests=(vm(nics=()), vm("vm-2", nics=(nic(mac=None),))))
    assert (got.result, got.considered, got.unjudged) == ("pass", 2, 1)


def test_long_notes_are_shown_cut():
    got = judged("VM-NAME-TEMP", **guest(annotation=f"do not power on {'x' * 300}"))
    assert len(got.findings[0].evidence[0].value) == 200
    assert got.findings[0].evidence[0].value.endswith("x…")
