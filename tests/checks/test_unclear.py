"""Cells that are blank and exports that say little: never a pass by accident."""

from dataclasses import replace

import pytest

from assessments.checks import run
from assessments.checks.context import context
from assessments.checks.eol import shipped
from assessments.checks.parameters import DEFAULT
from assessments.estate import Column, Power
from tests.checks.make_estate import (
    AT,
    NOW,
    ago,
    cluster,
    datastore,
    earlier,
    estate,
    host,
    media,
    nic,
    port_group,
    template,
    vm,
)


def judged(code, earlier=None, as_of=None, **changes):
    results = run(estate(**changes), earlier=earlier, as_of=as_of)
    return next(result for result in results if result.code == code)


def labels(result):
    return [finding.label for finding in result.findings]


def test_what_stands_in_no_column_or_on_no_row_proves_nothing():
    about = context(estate(columns={}), parameters=DEFAULT, as_of=None, table=shipped())
    assert about.cell("vm.name", AT, "vm-1") is None
    about = context(estate(), parameters=DEFAULT, as_of=None, table=shipped())
    assert about.cell("vm.name", None, "vm-1") is None
    assert about.cell("vm.name", AT, "vm-1").value == "vm-1"


def test_processors_are_counted_where_the_file_gives_no_rate():
    crowd = tuple(vm(f"vm-{number}", vcpus=9) for number in range(8))
    got = judged("HOST-CPU-OVERCOMMIT", guests=crowd, hosts=(host(vcpus_per_core=None),))
    assert labels(got) == ["esx1"]
    (cell,) = got.findings[0].evidence
    assert (cell.column, cell.value) == ("host.cores", "16")
    blank = judged("HOST-CPU-OVERCOMMIT", hosts=(host(vcpus_per_core=None, cores=None),))
    assert blank.result == "not_assessable"


def test_free_space_is_computed_where_the_file_gives_no_percentage():
    got = judged("DS-FULL", datastores=(datastore(free_percent=None, free_mib=50),))
    assert labels(got) == ["ds1"]
    assert [cell.column for cell in got.findings[0].evidence] == ["datastore.free_mib"]
    blank = judged("DS-FULL", datastores=(datastore(free_percent=None, free_mib=None),))
    assert blank.result == "not_assessable"


def test_a_host_outside_any_cluster_is_in_no_cluster_check():
    loose = host("loose", cluster=None, build="1")
    for code in ("CL-ESX-SKEW", "CL-SPARE"):
        assert judged(code, hosts=(host(), loose)).result == "pass"


def test_a_machine_without_a_domain_leaves_its_host_unjudged_unless_others_suffice():
    lost = vm("vm-2", attributes={"Owner": "Ada"}, folder="", nics=())
    got = judged("HOST-MIXED-ZONES", guests=(vm(), lost))
    assert (got.result, got.unjudged) == ("not_assessable", 1)
    restricted = vm("vm-3", attributes={"Zone": "RES"})
    assert judged("HOST-MIXED-ZONES", guests=(vm(), lost, restricted)).result == "finding"


def test_without_any_domain_mixed_zones_are_not_assessable():
    nowhere = vm(attributes={}, folder="")
    for code in ("HOST-MIXED-ZONES", "CL-MIXED-ZONES", "VM-MULTIHOMED"):
        got = judged(code, guests=(nowhere,))
        assert got.result == "not_assessable"
        assert "No information domain is known" in got.reason


@pytest.mark.parametrize("code", ["VM-TOOLS-NONE", "VM-TOOLS-OLD", "VM-OFF", "VM-OFF-P"])
def test_a_machine_whose_state_is_blank_is_not_judged(code):
    assert judged(code, guests=(vm(power=None),)).result == "not_assessable"


def test_a_drive_of_unknown_state_is_not_judged():
    got = judged("VM-USB", guests=(vm(media=(media("usb", is_connected=None),)),))
    assert got.result == "not_assessable"


def test_placeholders_and_blank_settings_of_networks_are_not_judged():
    ghost = port_group("ghost", is_distributed=False, is_placeholder=True, vlan="4095")
    assert judged("NET-TRUNK", port_groups=(ghost, port_group())).result == "pass"
    blank = port_group(
        vlan=None, security_override=None, vlan_override=None, config_reset=None, binding=None
    )
    for code in ("NET-TRUNK", "NET-OVERRIDE", "NET-EPHEMERAL"):
        assert judged(code, port_groups=(blank,)).result == "not_assessable"


def test_adapters_in_networks_of_no_domain_tell_nothing():
    got = judged("VM-MULTIHOMED", guests=(vm(nics=(nic("VLAN-17"),)), vm("vm-2", nics=())))
    assert (got.result, got.unjudged) == ("pass", 1)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"days": 0}, "is not earlier"),
        ({"days": -5}, "is not earlier"),
    ],
)
def test_an_export_that_is_not_earlier_proves_nothing(other, words):
    got = judged("VM-NEW", earlier=earlier(vm(power=Power.OFF), **other))
    assert got.result == "not_assessable"
    assert words in got.reason


def test_a_machine_of_a_manager_that_the_earlier_export_lacks_is_not_called_new():
    here, there = vm(), vm("vm-2")
    there = replace(there, ref=replace(there.ref, source="vc02"))
    got = judged("VM-NEW", earlier=earlier(), guests=(here, there))
    assert [finding.ref for finding in got.findings] == [here.ref]
    assert got.unjudged == 1


def test_an_export_without_a_date_proves_nothing():
    got = judged("VM-NEW", earlier=earlier(vm()), taken_at=None)
    assert "does not say when it was made" in got.reason


def test_only_rules_that_ask_for_the_date_may_read_it():
    undated = context(estate(taken_at=None), parameters=DEFAULT, as_of=None, table=shipped())
    with pytest.raises(ValueError, match="has no date"):
        undated.age(NOW)


def test_a_host_that_nobody_calls_connected_is_so_by_what_is_known_of_it():
    known = host(is_connected=None)
    blank = host("blank", is_connected=None, version=None, cores=None, memory_mib=None)
    assert labels(judged("HOST-DISCONNECTED", hosts=(known, blank))) == ["blank"]


@pytest.mark.parametrize(
    ("name", "is_past"),
    [
        ("Microsoft Windows 11 (64-bit)", None),
        ("Microsoft Windows Server 2099 (64-bit)", None),
        ("SUSE Linux Enterprise 11 (64-bit)", True),
        ("An unheard-of system", None),
    ],
)
def test_systems_whose_release_is_unclear_are_not_judged(name, is_past):
    verdict = shipped().system(name, NOW)
    assert (verdict.is_past if verdict else None) is is_past


def test_a_cluster_without_flags_is_not_judged():
    for code, name in (("CL-HA", "ha"), ("CL-DRS", "drs"), ("CL-ADMISSION", "admission_control")):
        assert judged(code, clusters=(cluster(**{name: None}),)).result == "not_assessable"


def test_a_backup_whose_date_cannot_be_read_counts_as_made():
    words = {"Owner": "Ada", "Last backup": "done by the night shift"}
    assert judged("VM-NO-BACKUP", guests=(vm(attributes=words),)).result == "pass"


def test_a_machine_that_names_no_change_is_judged_by_its_creation():
    guests = (vm(changed_at=None, created_at=ago(200), power=Power.OFF),)
    got = judged("VM-OFF-P", guests=guests)
    assert [cell.column for cell in got.findings[0].evidence] == ["vm.power", "vm.created_at"]


@pytest.mark.parametrize("code", ["VM-NO-OWNER", "VM-NO-BACKUP"])
def test_a_file_without_the_attribute_cannot_tell(code):
    got = judged(code, columns={"vm.name": Column("vInfo", "VM")}, absent={})
    assert got.result == "not_assessable"
    assert "has no attribute named" in got.reason


def test_limits_and_reservations_are_shown_each_where_it_stands():
    capped = judged("VM-LIMITS", guests=(vm(memory_limit=1024),)).findings[0].evidence
    greedy = judged("VM-LIMITS", guests=(vm(memory_reservation=40_000),)).findings[0].evidence
    assert [cell.column for cell in capped] == ["vm.memory_limit"]
    assert [cell.column for cell in greedy] == ["vm.memory_reservation"]
    assert judged("VM-LIMITS", guests=(vm(host=None, memory_reservation=40_000),)).result == "pass"


def test_machines_that_a_rule_holds_apart_do_not_mix_a_cluster():
    bound = vm("vm-2", attributes={"Zone": "RES"}, cluster_rules="apart")
    assert judged("CL-MIXED-ZONES", guests=(vm(), bound)).result == "pass"


def test_old_tools_alone_make_a_dormant_machine_and_a_template_out_of_date():
    asleep = {"power": Power.OFF, "changed_at": ago(91), "tools": "old"}
    for code, guests in (
        ("VM-OFF-UNPATCHED", (vm(**asleep),)),
        ("TPL-OUTDATED", (template(tools="old"),)),
    ):
        (finding,) = judged(code, guests=guests).findings
        assert finding.evidence[-1].column == "vm.tools"


def test_a_release_that_its_project_still_supports_needs_no_extension():
    supported = vm(os_reported="Debian GNU/Linux 13 (64-bit)")
    assert judged("VM-OS-EXTENDED", guests=(supported,)).result == "pass"


def test_two_exports_are_of_one_estate_by_their_managers_else_by_their_hosts():
    assert [ref.native_id for ref in estate().anchors] == ["vc01"]
    assert [ref.native_id for ref in estate(managers=()).anchors] == ["esx1"]


def test_a_check_that_an_export_cannot_answer_says_which_one_could():
    bare = estate(columns={})
    said = {result.code: result.reason for result in run(bare)}
    assert "OpenStack's answers do" in said["VM-USER-DATA"]
    assert "vSphere's objects as JSON do" in said["HOST-LOCKDOWN"]
    assert "own configurations do" in said["VM-NO-TPM"]
    assert "manager may" in said["VM-OFF"]
