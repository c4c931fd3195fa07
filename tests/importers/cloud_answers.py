"""Answers of OpenStack's services in small, and lists of its command line."""

SERVER = "11111111-1111-4111-8111-111111111111"
IMAGE = "22222222-2222-4222-8222-222222222222"
NETWORK = "33333333-3333-4333-8333-333333333333"
GROUP = "44444444-4444-4444-8444-444444444444"
VOLUME = "55555555-5555-4555-8555-555555555555"


def server(**fields):
    base = {
        "id": SERVER,
        "name": "web-1",
        "status": "ACTIVE",
        "OS-EXT-STS:vm_state": "active",
        "OS-EXT-STS:power_state": 1,
        "OS-EXT-AZ:availability_zone": "az-1",
        "OS-EXT-SRV-ATTR:host": "node-1",
        "OS-EXT-SRV-ATTR:hypervisor_hostname": "node-1.example",
        "created": "2026-01-01T00:00:00Z",
        "updated": "2026-02-01T00:00:00Z",
        "tenant_id": "sales",
        "key_name": "ada",
        "locked": True,
        "description": None,
        "metadata": {"owner": "Ada"},
        "tags": ["zone=RES", "blue"],
        "flavor": {"vcpus": 2, "ram": 4096},
        "image": {"id": IMAGE},
        "addresses": {
            "inside": [
                {"addr": "10.0.0.4", "version": 4, "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:0:0:1"}
            ]
        },
        "security_groups": [{"name": "web"}],
        "os-extended-volumes:volumes_attached": [{"id": VOLUME}],
    }
    return base | fields


def image(**fields):
    base = {
        "id": IMAGE,
        "name": "ubuntu",
        "status": "active",
        "visibility": "private",
        "protected": True,
        "disk_format": "qcow2",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-02-01T00:00:00Z",
        "owner": "images",
        "size": 2 * 1024 * 1024,
        "tags": ["golden"],
        "os_distro": "ubuntu",
        "os_version": "22.04",
        "hw_firmware_type": "uefi",
        "os_secure_boot": "required",
        "img_signature": "c2lnbmVk",
    }
    return base | fields


def hypervisor(**fields):
    base = {
        "id": "66666666-6666-4666-8666-666666666666",
        "hypervisor_hostname": "node-1.example",
        "hypervisor_type": "QEMU",
        "hypervisor_version": 8002001,
        "state": "up",
        "status": "enabled",
        "service": {"host": "node-1"},
        "vcpus_used": 8,
        "memory_mb": 65536,
        "cpu_info": {"topology": {"cells": 2, "sockets": 1, "cores": 4, "threads": 2}},
    }
    return base | fields


def rule(number=1, **fields):
    base = {
        "id": f"rule-{number}",
        "security_group_id": GROUP,
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "tcp",
        "port_range_min": 22,
        "port_range_max": 22,
        "remote_ip_prefix": None,
        "remote_group_id": None,
    }
    return base | fields


def group(*rules, **fields):
    base = {"id": GROUP, "name": "web", "project_id": "sales"}
    return base | {"security_group_rules": list(rules)} | fields


def port(**fields):
    base = {
        "id": "77777777-7777-4777-8777-777777777777",
        "name": "",
        "network_id": NETWORK,
        "device_id": SERVER,
        "mac_address": "fa:16:3e:0:0:1",
        "status": "ACTIVE",
        "admin_state_up": True,
        "port_security_enabled": True,
        "security_groups": [GROUP],
        "allowed_address_pairs": [],
    }
    return base | fields


def network(**fields):
    base = {
        "id": NETWORK,
        "name": "inside",
        "subnets": [],
        "admin_state_up": True,
        "provider:network_type": "vlan",
        "provider:segmentation_id": 101,
        "provider:physical_network": "physnet1",
    }
    return base | fields


def volume(**fields):
    base = {
        "id": VOLUME,
        "name": "data",
        "size": 10,
        "volume_type": "fast",
        "os-vol-host-attr:host": "store@ceph#fast",
        "encrypted": False,
        "multiattach": False,
        "attachments": [{"server_id": SERVER}],
    }
    return base | fields


def snapshot(**fields):
    base = {
        "id": "88888888-8888-4888-8888-888888888888",
        "name": "before",
        "volume_id": VOLUME,
        "size": 10,
        "created_at": "2026-01-15T00:00:00.000000",
    }
    return base | fields


def whole():
    """One answer of each kind that belongs together, by the key that wraps it."""
    return {
        "servers": [server()],
        "images": [image()],
        "hypervisors": [hypervisor()],
        "security_groups": [group(rule())],
        "ports": [port()],
        "networks": [network()],
        "volumes": [volume()],
        "snapshots": [snapshot()],
        "availabilityZoneInfo": [{"zoneName": "az-1", "hosts": {"node-1": {"nova-compute": {}}}}],
    }
