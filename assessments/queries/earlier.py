"""The export before this one, as the checks that compare two exports need it."""

from collections.abc import Iterable
from datetime import datetime

from assessments.estate import Estate, Guest, Kind, Manager, Origin, Power, Ref
from assessments.models import AssetState, Import

GUESTS = (Kind.VM, Kind.TEMPLATE)


def import_before(organisation_id: int, sources: Iterable[str], moment: datetime) -> Import | None:
    """
    Return the applied import of the latest date before *moment* that shares a source.

    The date of the export counts, not the order in which files were brought in.
    """
    managers = AssetState.objects.filter(
        organisation_id=organisation_id,
        kind=Kind.MANAGEMENT_SERVER,
        asset__source__in=set(sources),
    )
    mine = Import.objects.filter(pk__in=managers.values("imported"), brought=False)
    earlier = mine.filter(as_of__lt=moment)
    return earlier.order_by("-as_of", "-pk").first()


def estate_before(organisation_id: int, sources: Iterable[str], moment: datetime) -> Estate | None:
    """
    Return what the import before *moment* knew of managers, and of guests: who, power, creation.

    Nothing else of it is there: it serves the checks that need two exports. Three queries.
    """
    imported = import_before(organisation_id, sources, moment)
    if imported is None:
        return None
    states = AssetState.objects.filter(imported=imported).select_related("asset").order_by("pk")
    return Estate(
        tool=imported.tool,
        version=imported.tool_version or None,
        taken_at=imported.as_of,
        managers=tuple(
            Manager(_ref(state), state.name, _origin(state))
            for state in states.filter(kind=Kind.MANAGEMENT_SERVER)
        ),
        guests=tuple(map(_guest, states.filter(kind__in=GUESTS).iterator())),
    )


def _guest(state: AssetState) -> Guest:
    power, created = (state.attributes.get(name) for name in ("power", "created_at"))
    return Guest(
        _ref(state),
        state.name,
        _origin(state),
        power=Power(power) if power else None,
        created_at=datetime.fromisoformat(created) if created else None,
    )


def _ref(state: AssetState) -> Ref:
    return Ref(Kind(state.asset.kind), state.asset.source, state.asset.native_id)


def _origin(state: AssetState) -> Origin:
    return Origin(state.sheet, state.row or 0)
