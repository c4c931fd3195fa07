"""Numbers of another organisation's things, in the address and in the body, reach nothing."""

import ast
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from assessments.management.commands.permission_matrix import routes
from assessments.permissions import POLICIES
from tests import make
from tests.full import CELLS, token_of
from tests.permissions.pages import expected

WEB = Path(__file__).parents[2] / "assessments" / "web"
LATER = 7777  # a number that only the foreign organisation has

OWN: dict[str, object] = {
    "title": "Own", "likelihood": 3, "consequence_c": 3, "consequence_i": 3, "consequence_a": 3,
}  # fmt: skip

# (route, field) of every form that names something by number -> what else the form needs
IN_BODIES: dict[tuple[str, str], dict[str, object]] = {
    ("risk-owner", "owner"): {},
    ("risk-new", "group"): OWN,
    ("risk-new", "asset"): OWN,
    ("risks-confirm", "risk"): {},
    ("risks-owner", "risk"): {},
    ("risks-owner", "to_owner"): {"risk": 1},
    ("risks-treatment", "risk"): {"to_option": "retain"},
    ("placement-change", "domain"): {"asset": "OURS"},
    ("placement-change", "asset"): {"domain": "OURS"},
    ("team", "risk_owner"): {"do": "signers"},
    ("team", "approver"): {"do": "signers"},
    ("team", "person"): {"do": "add", "part": "member"},
    ("answer", "group"): {"state": "planned"},
    ("answer-second", "group"): {},
    ("contradiction-settle", "group"): {"words": "seen"},
    ("action-new", "owner"): {"title": "Do it"},
    ("action-new", "risk"): {"title": "Do it"},
    ("action-edit", "owner"): {"title": "Do it", "version": 1},
    ("action-edit", "risk"): {"title": "Do it", "version": 1},
    ("what-if-plan", "action"): {},
    ("what-if-plan", "domain"): {},
    ("what-if-plan", "apart"): {},
    ("evidence-add", "risk"): {},
    ("import-pin", "import"): {},
    ("import-reassess", "import"): {},
    ("import-new", "assessment"): {},
}
NO_REFERENCE = {
    "page", "before", "from", "to", "revision",  # of what the address names
    "version", "level", "likelihood", "consequence", "above", "days", "appetite",
    "loss_scale", "seed", "years", "count",
    "against",  # an import of the estate that the address names; any other is not found
    "since",  # an entry of the ledger of one's own organisation
    "c", "i", "a", "trust",
    "cluster",  # narrows the map to one of the assessment's own; any other is as none
}  # fmt: skip
KEYS = {
    "asset", "upload", "imported", "evidence", "report", "member", "invitation", "token", "domain",
    "number", "risk", "revision", "action", "group", "signing_key", "remark",
}  # fmt: skip


def foreign_number(theirs, name):
    """Make or find something of the other organisation that *name* could mean."""
    draft = theirs.draft
    found = {
        "owner": theirs.people["risk_owner"].pk,
        "to_owner": theirs.people["risk_owner"].pk,
        "risk_owner": theirs.people["risk_owner"].pk,
        "approver": theirs.people["approver"].pk,
        "person": theirs.people["analyst"].pk,
        "group": draft.assetgroups.first().pk,
        "domain": theirs.ids["domain"],
        "apart": theirs.ids["domain"],
        "asset": theirs.ids["asset"],
        "import": theirs.ids["imported"],
        "token": token_of(make.acting(theirs.people["auditor"], theirs.organisation)),
    }
    if name in ("number", "assessment"):
        return make.assessment(theirs.organisation, theirs.people["analyst"], number=LATER).number
    if name == "risk":
        return make.risk(draft, draft.assetgroups.first(), number=LATER).number
    if name in ("action", "revision"):
        return LATER
    return found.get(name) or theirs.ids[name]


def everything_of(organisation):
    """Return all rows of all tables of one organisation, and the people, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'organisation_id' AND table_schema = 'public' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(
                f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
                " WHERE organisation_id = %s",
                [organisation.pk],
            )
            rows.append((table, cursor.fetchone()))
    return rows


def pattern_of(name):
    return dict(routes())[name]


def caller(house, verb, name):
    """Return a client of somebody who may call this."""
    client = Client()
    role = sorted(expected(verb, name))[0]
    client.force_login(house.people[role])
    return client


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_foreign_number_in_an_address_is_not_found(houses, key):
    ours, theirs = houses
    number = foreign_number(theirs, key)
    cells = [(verb, name) for verb, name in CELLS if f"<{key}>" in pattern_of(name)]
    assert cells
    for verb, name in cells:
        client = caller(ours, verb, name)
        before = everything_of(ours.organisation), everything_of(theirs.organisation)
        with transaction.atomic():
            given = {"token": 0, key: number}
            answer = client.generic(verb, ours.url(name, **given))
            assert answer.status_code == 404, (verb, name)
            assert (everything_of(ours.organisation), everything_of(theirs.organisation)) == before
            transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "field"), sorted(IN_BODIES))
def test_a_foreign_number_in_a_body_reaches_nothing(houses, name, field):
    ours, theirs = houses
    number = foreign_number(theirs, field)
    own = {"domain": ours.ids["domain"], "asset": ours.ids["asset"]}
    more = {k: own[k] if v == "OURS" else v for k, v in IN_BODIES[(name, field)].items()}
    client = caller(ours, "POST", name)
    before = everything_of(theirs.organisation)

    with transaction.atomic():
        answer = client.post(ours.url(name), more | {field: number})
        assert answer.status_code in (302, 404, 422)
        assert everything_of(theirs.organisation) == before
        assert not holds(ours, field, number)
        transaction.set_rollback(True)


def holds(house, field, number):
    """Say whether any row of the organisation now names the foreign thing."""
    columns = {
        "owner": ("owner_id",),
        "to_owner": ("owner_id",),
        "risk_owner": ("risk_owner_id",),
        "approver": ("approver_id",),
        "person": ("person_id",),
        "group": ("group_id",),
        "domain": ("domain_id",),
        "asset": ("asset_id",),
        "import": ("imported_id",),
    }.get(field, ())
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(
                "SELECT table_name FROM information_schema.columns WHERE column_name = %s"
                " AND table_schema = 'public' AND table_name LIKE 'assessments\\_%%'"
                " AND table_name IN (SELECT table_name FROM information_schema.columns"
                "   WHERE column_name = 'organisation_id')",
                [column],
            )
            for (table,) in cursor.fetchall():
                cursor.execute(
                    f"SELECT 1 FROM {table} WHERE organisation_id = %s AND {column} = %s",
                    [house.organisation.pk, number],
                )
                if cursor.fetchone():
                    return True
    return False


def test_every_number_that_a_form_names_is_tried_or_names_nothing():
    read = set()
    for path in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", ""))
                in ("whole", "wholes", "person")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                read.add(node.args[0].value)

    assert read - NO_REFERENCE == {field for _name, field in IN_BODIES}


def test_every_number_in_an_address_is_tried():
    in_addresses = {
        word[1:-1]
        for name in POLICIES
        for word in pattern_of(name).replace(".", "/").split("/")
        if word.startswith("<")
    }
    named = {"org", "code", "edition", "item", "phase", "task", "kind", "key", "uidb36>-<key"}
    named |= {"dimension", "form"}
    assert in_addresses - named == KEYS
