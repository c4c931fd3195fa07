"""How a machine of libvirt's is kept apart: each setting as libvirt means it."""

import pytest

from tests.importers.test_libvirt import one

FEATURES = "<os firmware='efi'><firmware><feature name='{}' enabled='{}'/></firmware>{}</os>"
CLOSED_SPICE = (
    "<graphics type='spice'><clipboard copypaste='no'/><filetransfer enable='no'/></graphics>"
)


def posture(*args, **more):
    return one(*args, **more).posture


@pytest.mark.parametrize(
    ("inside", "firmware", "is_on"),
    [
        ("", "bios", False),
        ("<os firmware='bios'/>", "bios", False),
        ("<os firmware='efi'/>", "uefi", None),
        ("<os firmware='efi'><loader secure='yes' type='pflash'>/x</loader></os>", "uefi", True),
        ("<os firmware='efi'><loader secure='no' type='pflash'>/x</loader></os>", "uefi", False),
        ("<os firmware='efi'><loader secure='yes'/></os>", "uefi", True),
        ("<os firmware='efi'><loader/></os>", "uefi", None),
        ("<os><loader type='pflash'>/usr/share/OVMF.fd</loader></os>", "uefi", False),
        ("<os><loader type='rom'>/usr/share/seabios.bin</loader></os>", "bios", False),
        (
            FEATURES.format("secure-boot", "yes", ""),
            "uefi",
            True,
        ),
        (
            FEATURES.format(
                "enrolled-keys", "no", "<loader secure='yes' type='pflash'>/x</loader>"
            ),
            "uefi",
            False,
        ),
    ],
)
def test_secure_boot_is_on_only_where_it_is_enforced(inside, firmware, is_on):
    guest = one(head=inside)
    assert (guest.firmware, guest.secure_boot) == (firmware, is_on)


@pytest.mark.parametrize(
    ("backend", "kind"),
    [
        ("<backend type='emulator' version='2.0'/>", "emulated"),
        ("<backend type='emulator'><encryption secret='s'/></backend>", "encrypted"),
        ("<backend type='passthrough'/>", "host"),
        ("", "none"),
    ],
)
def test_a_tpm_is_emulated_or_the_hosts(backend, kind):
    assert posture(f"<tpm>{backend}</tpm>").tpm == kind


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        ("", None),
        ("<seclabel type='none' model='selinux'/>", "none"),
        ("<seclabel type='dynamic' model='apparmor'/>", "dynamic"),
        ("<seclabel model='dac' type='none'/>", None),
    ],
)
def test_only_a_label_that_confines_counts(labels, kind):
    assert posture(head=labels).confinement == kind


@pytest.mark.parametrize(
    ("cpu", "is_nested", "is_host", "is_safe"),
    [
        ("", False, None, None),
        ("<cpu mode='host-passthrough'/>", None, True, None),
        ("<cpu mode='host-model'/>", None, False, None),
        ("<cpu><model>qemu64</model></cpu>", False, False, False),
        ("<cpu><model>Skylake-Server-IBRS</model></cpu>", False, False, True),
        ("<cpu><model>x</model><feature name='ssbd' policy='require'/></cpu>", False, False, True),
        ("<cpu><model>x</model><feature name='ssbd' policy='disable'/></cpu>", False, False, False),
        ("<cpu><model>x</model><feature name='vmx' policy='require'/></cpu>", True, False, False),
        ("<cpu><model>x</model><feature name='svm' policy='disable'/></cpu>", False, False, False),
    ],
)
def test_a_processor_is_nested_the_hosts_or_protected(cpu, is_nested, is_host, is_safe):
    got = posture(head=cpu)
    assert (got.is_nested, got.is_host_cpu, got.has_mitigations) == (is_nested, is_host, is_safe)


@pytest.mark.parametrize(
    ("machine", "version"), [("pc-q35-6.2", 6), ("pc-i440fx-rhel7.6.0", None), ("pc", None)]
)
def test_the_machines_release_is_qemus_own(machine, version):
    assert posture(head=f"<os><type machine='{machine}'>hvm</type></os>").machine_version == version


def test_options_past_libvirt_are_named():
    got = posture(
        "<emulator>/opt/qemu</emulator>",
        head="<os><kernel>/k</kernel></os><q:commandline xmlns:q='urn:q'><q:arg/></q:commandline>"
        "<q:note xmlns:q='urn:q'/>",
    )
    assert got.overrides == ("commandline: 1", "emulator: /opt/qemu", "kernel")
    assert posture("<emulator>/usr/bin/qemu-system-x86_64</emulator>").overrides == ()


@pytest.mark.parametrize(
    ("graphics", "told"),
    [
        ("<graphics type='vnc' listen='0.0.0.0' passwd='x'/>", ("0.0.0.0", True, None, None)),
        ("<graphics type='vnc'><listen type='none'/></graphics>", ("", None, None, None)),
        (
            "<graphics type='vnc'><listen type='address' address='::'/></graphics>",
            ("::", None, None, None),
        ),
        ("<graphics type='vnc'><listen type='socket'/></graphics>", ("", None, None, None)),
        ("<graphics type='spice' defaultMode='secure'/>", ("", None, True, True)),
        ("<graphics type='spice' port='-1' tlsPort='5901'/>", ("", None, True, True)),
        (CLOSED_SPICE, ("", None, False, False)),
    ],
)
def test_a_console_tells_where_it_listens_and_what_it_shares(graphics, told):
    (console,) = posture(graphics + "<graphics type='sdl'/>").consoles
    assert told == (
        console.listens_on,
        console.shows_password,
        console.is_encrypted,
        console.shares_clipboard,
    )


def test_serial_lines_over_the_network():
    got = posture(
        "<serial type='tcp'><source mode='bind' host='10.0.0.1' service='1'/>"
        "<protocol type='telnet'/></serial><console type='udp'><source mode='connect'/></console>"
        "<serial type='pty'/><parallel type='tcp'><source mode='bind' tls='yes'/></parallel>"
    )
    assert [(c.listens_on, c.is_telnet, c.is_encrypted) for c in got.consoles] == [
        ("10.0.0.1", True, False),
        ("", False, False),
        ("", False, True),
    ]


def test_what_of_the_host_is_in_the_guests_hands():
    got = posture(
        "<hostdev type='pci'/><hostdev type='mdev'/><hostdev/>"
        "<interface type='hostdev'><source/></interface><redirdev bus='usb'/>"
        "<smartcard/><shmem name='s'/><filesystem><source dir='/srv'/><readonly/></filesystem>"
        "<filesystem><target dir='tag'/></filesystem><filesystem/>"
    )
    kinds = [(device.kind, device.label, device.is_read_only) for device in got.devices]
    assert kinds == [
        ("pci", "pci", None),
        ("mediated", "mdev", None),
        ("pci", "device", None),
        ("network", "interface", None),
        ("usb_redirection", "usb", None),
        ("smartcard", "smartcard", None),
        ("memory", "s", None),
        ("directory", "/srv", True),
        ("directory", "tag", False),
        ("directory", "directory", False),
    ]


def test_an_agent_and_encrypted_memory():
    agent = "<channel><target name='org.qemu.guest_agent.0'/></channel>"
    got = posture(agent, head="<launchSecurity type='sev-snp'/>")
    assert (got.has_agent, got.memory_encryption) == (True, "sev-snp")
    assert posture("<channel><target name='com.redhat.spice.0'/></channel>").has_agent is False
