"""Datastores, their paths and leftovers; licences."""

from collections import defaultdict

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context, days
from assessments.estate import Datastore, Guest, Power, Ref, StoragePath

GOOD_PATHS = {"", "ok", "active", "standby", "active (i/o)"}


def full(context: Context, tally: Tally) -> None:
    """Less free space than the limit."""
    limit = context.parameters.datastore_free_percent
    for store in _stores(context):
        free = _free(store)
        if tally.saw(None if free is None else free < limit):
            own = store.free_percent is not None
            name, said = ("free_percent", free) if own else ("free_mib", store.free_mib)
            cell = context.cell(f"datastore.{name}", store.origin, said)
            tally.add(store.ref, store.name, cell, percent=int(free or 0), limit=limit)


def overprovisioned(context: Context, tally: Tally) -> None:
    """Promised to machines: more than the limit's share of the capacity."""
    limit = context.parameters.datastore_provisioned_percent
    for store in _stores(context):
        promised, capacity = store.provisioned_mib, store.capacity_mib
        share = None if promised is None or not capacity else promised * 100 / capacity
        if tally.saw(None if share is None else share > limit):
            cells = (
                context.cell("datastore.provisioned_mib", store.origin, promised),
                context.cell("datastore.capacity_mib", store.origin, capacity),
            )
            tally.add(store.ref, store.name, *cells, percent=int(share or 0), limit=limit)


def inaccessible(context: Context, tally: Tally) -> None:
    """No host can read it."""
    for store in _stores(context):
        there = store.is_accessible
        if tally.saw(None if there is None else not there):
            cell = context.cell("datastore.is_accessible", store.origin, there)
            tally.add(store.ref, store.name, cell)


def local(context: Context, tally: Tally) -> None:
    """Seen by one host only, and powered-on machines live on it."""
    users: dict[Ref, list[Guest]] = defaultdict(list)
    for guest in context.vms:
        for ref in {disk.datastore for disk in guest.disks if disk.datastore}:
            if guest.power is Power.ON:
                users[ref].append(guest)
    for store in _stores(context):
        seen = store.host_count
        if tally.saw(None if seen is None else seen == 1 and bool(users[store.ref])):
            cell = context.cell("datastore.host_count", store.origin, seen)
            tally.add(store.ref, store.name, cell, machines=len(users[store.ref]))


def zombies(context: Context, tally: Tally) -> None:
    """Files that belong to no machine, as the exporting tool saw them."""
    for message in context.estate.health:
        told = "zombie" in f"{message.kind} {message.message}".casefold()
        if tally.saw(told):
            cell = context.cell("health", message.origin, message.message)
            tally.add(None, message.subject, cell)


def dead_paths(context: Context, tally: Tally) -> None:
    """A path to a datastore is dead or its state is not good: one finding per datastore."""
    bad: dict[str, list[StoragePath]] = defaultdict(list)
    names: dict[str, None] = {}
    for path in context.estate.paths:
        names.setdefault(path.datastore)
        if path.state.casefold() not in GOOD_PATHS:
            bad[path.datastore].append(path)
    stores = {store.name: store.ref for store in context.estate.datastores}
    for name in names:
        if tally.saw(name in bad):
            cells = (
                context.cell(f"path.{path.number or 'state'}", path.origin, path.state)
                for path in bad[name]
            )
            tally.add(stores.get(name), name, *cells, paths=len(bad[name]))


def licences(context: Context, tally: Tally) -> None:
    """Ends soon, or more is used than was bought."""
    limit = context.parameters.licence_days
    for licence in context.estate.licences:
        left = None if licence.expires is None else -days(licence.expires, context.now)
        soon = left is not None and left < limit
        over = bool(licence.total) and (licence.used or 0) > (licence.total or 0)
        if tally.saw(soon or over):
            tally.add(
                None,
                licence.name,
                context.cell("licence.expires", licence.origin, licence.expires),
                context.cell("licence.used", licence.origin, licence.used),
                limit=limit,
            )


def _stores(context: Context) -> list[Datastore]:
    return [store for store in context.estate.datastores if not store.is_placeholder]


def _free(store: Datastore) -> float | None:
    if store.free_percent is not None:
        return store.free_percent
    if store.free_mib is None or not store.capacity_mib:
        return None
    return store.free_mib * 100 / store.capacity_mib


RULES = (
    Rule("DS-FULL", ("datastore.free_percent|datastore.free_mib",), full),
    Rule("DS-OVERPROV", ("datastore.provisioned_mib", "datastore.capacity_mib"), overprovisioned),
    Rule("DS-INACCESSIBLE", ("datastore.is_accessible",), inaccessible),
    Rule("DS-LOCAL", ("datastore.host_count", "vm.power", "disk.datastore"), local),
    Rule("DS-ZOMBIE", ("health",), zombies),
    Rule("DS-PATH", ("path.state",), dead_paths),
    Rule("LIC-EXPIRY", ("licence.expires", "as_of"), licences),
)
