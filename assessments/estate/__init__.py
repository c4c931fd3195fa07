"""
An inventory as every importer describes it and every check reads it.

A neutral, immutable description of one export: what is there, where in the file
it was read, and what the file cannot say. No format's own words pass this line.
"""

from assessments.estate.clouds import AddressPair, GuestCloud, Opening, PacketFilter
from assessments.estate.guests import Disk, Guest, Media, Nic, Partition, Snapshot
from assessments.estate.identity import Column, Edge, Kind, Origin, Power, Ref, Relation
from assessments.estate.platform import (
    Cluster,
    Datacenter,
    Datastore,
    HealthMessage,
    Host,
    Licence,
    Manager,
    PortGroup,
    SecurityPolicy,
    ServiceInterface,
    StoragePath,
    Switch,
)
from assessments.estate.posture import Console, Device, GuestPosture, HostPosture
from assessments.estate.whole import Estate

__all__ = [
    "AddressPair",
    "Cluster",
    "Column",
    "Console",
    "Datacenter",
    "Datastore",
    "Device",
    "Disk",
    "Edge",
    "Estate",
    "Guest",
    "GuestCloud",
    "GuestPosture",
    "HealthMessage",
    "Host",
    "HostPosture",
    "Kind",
    "Licence",
    "Manager",
    "Media",
    "Nic",
    "Opening",
    "Origin",
    "PacketFilter",
    "Partition",
    "PortGroup",
    "Power",
    "Ref",
    "Relation",
    "SecurityPolicy",
    "ServiceInterface",
    "Snapshot",
    "StoragePath",
    "Switch",
]
