"""Invent an estate: decide everything from a number of machines and a seed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assessments.synthesis import fabric, picking
from assessments.synthesis.flaws import DEFAULT_CODES, FLAWS, MACHINE_CODES, with_implied
from assessments.synthesis.headers import is_place
from assessments.synthesis.load import loaded, pick_by_load, sized
from assessments.synthesis.names import HOSTILE
from assessments.synthesis.picking import TWINS, Casting, Picks
from assessments.synthesis.plan import EARLIEST, LATEST, BadPlan, Plan, Shape, Sizes
from assessments.synthesis.randomness import stream
from assessments.synthesis.seating import Seats, seated

FEWEST, MOST = 3, 100_000
MOST_MANAGERS = 4
STAND_INS_ONE_IN, NAMESAKES_ONE_IN = 60, 50
LOST = 3
FURTHEST = 390
NO_SIZES = Sizes((), (), ())


def generate(
    vms: int,
    seed: int,
    *,
    plant: Iterable[str] | None = None,
    clean: bool = False,
    without: Iterable[str] = (),
    shape: Shape | None = None,
) -> Plan:
    """
    Invent an estate of so many machines, templates included.

    Args:
        vms: 3 to 100,000.
        seed: the same arguments give the same estate, on every machine.
        plant: codes of the flaws to plant, each with what it implies, and no others;
            None plants what an ordinary estate has.
        clean: plant nothing.
        without: sheets ("vHealth") and columns ("vInfo.EFI Secure boot") that exports leave out.
        shape: managers, hostile names, stand-ins, date of the export.

    Raises:
        BadPlan: an argument is out of bounds or names what does not exist.
        CannotPlant: the estate is too small for a flaw that was asked for.
    """
    shape = shape or Shape()
    asked = _asked(plant, clean=clean)
    left_out = frozenset(without)
    _check(vms, shape, left_out)
    wanted = frozenset(DEFAULT_CODES if asked is None else with_implied(asked))
    picks = Picks(f"{vms}/{seed}", wanted, is_exact=asked is not None)
    plan = replace(_planned(vms, shape, picks), seed=seed, without=left_out)
    load = loaded(plan)
    pick_by_load(plan, load, picks)
    return replace(plan, sizes=sized(plan, load, plan.has))


def _planned(vms: int, shape: Shape, picks: Picks) -> Plan:
    """Decide what there is and who bears what; sizes and seed are still to come."""
    wanted = picks.wanted
    spares = len({"HOST-DISCONNECTED", "HOST-MAINTENANCE"} & wanted)
    counts = fabric.zones_of(vms)
    built = fabric.built(counts, managers=shape.managers, spare_hosts=spares)
    seats = seated(built, counts, wanted, stream(picks.seed, "seats"))
    picking.pick_platform(built, seats, picks)
    count = _stand_ins(vms, is_ordinary=not picks.is_exact)
    casting = picking.cast(vms, seats, picks, stand_ins=count)
    picking.pick_machines(vms, seats, built, casting, picks)
    return Plan(
        vms=vms,
        seed=0,
        shape=shape,
        fabric=built,
        seats=seats,
        casting=casting,
        picks=picks.by_code,
        partners={code: _partners(picks.had(code)) for code in TWINS},
        flaws_of=_inverse(picks.by_code),
        namesakes=_namesakes(vms, casting, seats),
        hostile_places=_attacking(vms, casting, shape, kept=picks.had("VM-NAME-TEMP")),
        lost_places=_lost(vms, casting, shape),
        without=frozenset(),
        planted=wanted,
        sizes=NO_SIZES,
    )


def earlier(plan: Plan, days: int = 100) -> Plan:
    """
    Give the same estate as it was so many days earlier.

    Machines created since are not there yet, those that fell asleep since are
    awake; what was dormant was dormant then.

    Raises:
        BadPlan: not 1 to 390 days.
    """
    if not 1 <= days <= FURTHEST:
        raise BadPlan(f"An earlier export is 1 to {FURTHEST} days earlier, not {days}")
    return replace(plan, days_earlier=days)


def _asked(plant: Iterable[str] | None, *, clean: bool) -> tuple[str, ...] | None:
    if clean:
        return ()
    if plant is None:
        return None
    asked = tuple(plant)
    unknown = sorted(set(asked) - set(FLAWS))
    if unknown:
        raise BadPlan(f"There is no flaw {', '.join(unknown)}")
    return asked


def _check(vms: int, shape: Shape, without: frozenset[str]) -> None:
    if not FEWEST <= vms <= MOST:
        raise BadPlan(f"An estate has {FEWEST} to {MOST} machines, not {vms}")
    if not 1 <= shape.managers <= MOST_MANAGERS:
        raise BadPlan(f"An estate has 1 to {MOST_MANAGERS} managers, not {shape.managers}")
    if not EARLIEST <= shape.as_of <= LATEST:
        raise BadPlan(f"The export is made from {EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}")
    unknown = sorted(place for place in without if not is_place(place))
    if unknown:
        raise BadPlan(f"There is no sheet or column {', '.join(unknown)}")


def _stand_ins(vms: int, *, is_ordinary: bool) -> int:
    return vms // STAND_INS_ONE_IN if is_ordinary else 0


def _partners(found: frozenset[int]) -> Mapping[int, int]:
    """Each bearer's twin whose identity it has: the first of each pair keeps its own."""
    ordered = sorted(found)
    return {later: first for first, later in zip(ordered[::2], ordered[1::2], strict=True)}


def _inverse(by_code: Mapping[str, frozenset[int]]) -> Mapping[int, frozenset[str]]:
    """The flaws of each machine."""
    found: dict[int, set[str]] = {}
    for code in MACHINE_CODES:
        for place in by_code.get(code, ()):
            found.setdefault(place, set()).add(code)
    return {place: frozenset(codes) for place, codes in found.items()}


def _namesakes(vms: int, casting: Casting, seats: Seats) -> Mapping[int, int]:
    """A few machines bear the name of one in another zone, and so in another folder."""
    found: dict[int, int] = {}
    for place in range(NAMESAKES_ONE_IN // 2, vms, NAMESAKES_ONE_IN):
        other = place - NAMESAKES_ONE_IN // 2
        if not {place, other} & casting.templates and seats.zones[place] != seats.zones[other]:
            found[place] = other
    return found


def _attacking(
    vms: int, casting: Casting, shape: Shape, *, kept: frozenset[int]
) -> tuple[int, ...]:
    """Who has a name that attacks; some names are kept, and the first machine's is."""
    kept |= casting.templates
    free = [place for place in range(1, vms) if place not in kept]
    return tuple(free[: len(HOSTILE)]) if shape.hostile else ()


def _lost(vms: int, casting: Casting, shape: Shape) -> tuple[int, ...]:
    """Whose host no sheet lists."""
    free = [place for place in range(vms) if place not in casting.templates]
    return tuple(free[-LOST:]) if shape.hostile else ()
