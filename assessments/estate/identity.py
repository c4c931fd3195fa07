"""What a thing of an inventory is, where it was read and what ties two of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of asset an inventory can hold."""

    MANAGEMENT_SERVER = "management_server"
    DATACENTER = "datacenter"
    CLUSTER = "cluster"
    HOST = "host"
    VM = "vm"
    TEMPLATE = "template"
    SNAPSHOT = "snapshot"
    DATASTORE = "datastore"
    SWITCH = "switch"
    PORT_GROUP = "port_group"


class Relation(StrEnum):
    """What an edge says, read from its first end to its second."""

    RUNS_ON = "runs_on"  # vm or template -> host
    MEMBER_OF = "member_of"  # host -> cluster, vm -> cluster
    PART_OF = "part_of"  # cluster -> datacenter, port group -> switch, switch -> host
    MANAGED_BY = "managed_by"  # datacenter, cluster, host -> management server
    STORED_ON = "stored_on"  # vm, template or snapshot -> datastore
    MOUNTS = "mounts"  # host -> datastore
    CONNECTED_TO = "connected_to"  # vm or template -> port group
    SNAPSHOT_OF = "snapshot_of"  # snapshot -> vm or template


class Power(StrEnum):
    ON = "on"
    OFF = "off"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the file something was read: sheet, and row as a person counts (header = 1)."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Ref:
    """The identity of an asset across imports: its kind, its source and its id there."""

    kind: Kind
    source: str
    native_id: str


@dataclass(frozen=True, slots=True)
class Edge:
    relation: Relation
    tail: Ref
    head: Ref


@dataclass(frozen=True, slots=True)
class Column:
    """
    A neutral field's place in the file: the sheet and the header as they stand there.

    `words` says how the file writes the neutral words of the field ("off": "poweredOff").
    """

    sheet: str
    header: str
    words: Mapping[str, str] = field(default_factory=dict)
