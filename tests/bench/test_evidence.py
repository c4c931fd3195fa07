"""What it takes to verify what was signed, beside reading the same bytes, and how that grows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from assessments.reports import reperformed
from assessments.scoring import DEFAULT_METHOD
from assessments.verifier import canonical, checking, ledger, merkle
from assessments.verifier.checking import Trust
from tests.bench.figures import compare, costs
from tests.reports import factories
from tests.reports.test_reperformed import ENCRYPT, WORKED
from tests.verifier import make
from tests.verifier.make import BEN, CYD, Made

RISKS, CREDITS = 1_000, 13
ENTRIES, FEWER = 100_000, 10_000
TRUST = Trust(keys=(str(make.ledger_key()),), engine=reperformed.differences)


def snapshot(risks: int) -> bytes:
    """Return a frozen document of this many risks, each with the measures of a usual one."""
    idle = tuple(
        replace(ENCRYPT, item=f"CHK-IM-{n:02}", effect_l="0.00", effect_c="0.00")
        for n in range(20, 20 + CREDITS - len(WORKED.credits))
    )
    one = replace(WORKED, acceptance=None, credits=(*WORKED.credits, *idle))
    about = factories.assessed(risk_owner=BEN.who.uuid, approver=CYD.who.uuid, previous_digest=None)
    document = factories.document(
        assessment=about,
        criteria=factories.criteria(method=DEFAULT_METHOD.to_document()),
        risks=tuple(replace(one, key=f"R-{n:04}") for n in range(risks)),
        evidence=(),
    )
    return document.to_json()


def bundle(risks: int) -> bytes:
    content = snapshot(risks)
    about = json.loads(content)["assessment"]
    name = f"{about['uuid']}@r{about['revision']}"
    made = Made(snapshot=content, revision=name, report=None)
    made.entries = make.signed(canonical.digest(content), revision=name, accepted=())
    return made.bundle()


def lines(entries: int) -> list[bytes]:
    """Return a ledger of three people who have signed many assessments."""
    bodies = make.founded(*make.SIGNERS)
    number = 0
    while len(bodies) < entries:
        number += 1
        name = f"{number:08x}-1111-4222-8333-444455556666@r1"
        bodies += make.signed("d" * 64, revision=name)
    return bodies[:entries]


def read_bare(bodies: Sequence[bytes]) -> object:
    """Hash and parse the same lines, as whatever verifies them must at least."""
    for body in bodies:
        json.loads(body)
    return merkle.root_of(map(merkle.leaf_hash, bodies))


def test_a_bundle_of_a_thousand_risks_with_its_levels_computed_again():
    content = bundle(RISKS)
    assert checking.verify(content, TRUST).is_genuine
    without = replace(TRUST, engine=None)

    def bare() -> None:
        hashlib.sha256(content).digest()
        json.loads(snapshot_of)

    snapshot_of = snapshot(RISKS)
    found = costs(
        {
            "with levels": lambda: checking.verify(content, TRUST),
            "by digest": lambda: checking.verify(content, without),
            "bare": bare,
        },
        repeats=5,
        is_pure=True,
    )
    compare(
        f"Bundle of {RISKS:,} risks, levels too", found["with levels"], found["bare"], at_most=60
    )
    compare(f"Bundle of {RISKS:,} risks, by digest", found["by digest"], found["bare"], at_most=12)


def test_a_ledger_of_a_hundred_thousand_entries():
    bodies, fewer = lines(ENTRIES), lines(FEWER)
    mine = "00000001-1111-4222-8333-444455556666"
    found = costs(
        {
            "read": lambda: ledger.read(bodies, mine),
            "fewer": lambda: ledger.read(fewer, mine),
            "bare": lambda: read_bare(bodies),
        },
        repeats=3,
        is_pure=True,
    )
    compare(f"Ledger of {ENTRIES:,} entries", found["read"], found["bare"], at_most=3)
    compare("Ledger, ten times as many entries", found["read"], found["fewer"], at_most=12)


def test_every_signature_of_a_ledger():
    bodies, fewer = lines(FEWER), lines(FEWER // 10)
    found = costs(
        {"all": lambda: ledger.read(bodies), "fewer": lambda: ledger.read(fewer)},
        repeats=3,
        is_pure=True,
    )
    compare(f"Every signature of {FEWER:,} entries", found["all"], found["fewer"], at_most=12)
