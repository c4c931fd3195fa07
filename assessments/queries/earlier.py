"""The export before this one, as the checks that compare two exports need it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from assessments.estate import Estate, Guest, Kind, Manager, Origin, Power, Ref
from assessments.models import Asset, AssetState, Import

GUESTS = (Kind.VM, Kind.TEMPLATE)


def imports_sharing(organisation_id: int, refs: Iterable[Ref]) -> QuerySet[Import]:
    """Return the imports read here in which one of some managers or hosts is."""
    keys = [Asset.key_of(ref) for ref in refs]
    kinds, sources, native_ids = map(set, zip(*keys, strict=True)) if keys else ((), (), ())
    assets = Asset.objects.filter(
        organisation_id=organisation_id,
        kind__in=kinds,
        source__in=sources,
        native_id__in=native_ids,
    )
    states = AssetState.objects.filter(organisation_id=organisation_id, asset__in=assets)
    return Import.objects.filter(pk__in=states.values("imported"), brought=False)


def import_before(organisation_id: int, refs: Iterable[Ref], moment: datetime) -> Import | None:
    """
    Return the applied import of the latest date before *moment* that shares a manager or host.

    The date of the export counts, not the order in which files were brought in.
    """
    earlier = imports_sharing(organisation_id, refs).filter(as_of__lt=moment)
    return earlier.order_by("-as_of", "-pk").first()


def anchor_states(imported: Import) -> QuerySet[AssetState]:
    """Return the states of an import's managers, of its hosts if it has none."""
    states = AssetState.objects.filter(imported=imported)
    managers = states.filter(kind=Kind.MANAGEMENT_SERVER)
    return managers if managers.exists() else states.filter(kind=Kind.HOST)


def estate_before(organisation_id: int, refs: Iterable[Ref], moment: datetime) -> Estate | None:
    """
    Return what the import before *moment* knew of managers, and of guests: who, power, creation.

    Nothing else of it is there: it serves the checks that need two exports. Three queries.
    """
    imported = import_before(organisation_id, refs, moment)
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
