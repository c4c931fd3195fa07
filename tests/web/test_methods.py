"""Methods: chosen by their effect, written with a preview, adopted with what differs."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import assessments, methods, work
from assessments.models import AuditEvent, MethodVersion
from assessments.queries import methods as offers
from assessments.queries import recomputed
from assessments.scoring import DEFAULT_METHOD, Method
from assessments.scoring.published import published
from assessments.scoring.terms import NAMES, STEPS
from tests import make, registers, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def people(org):
    return {role: make.person(org, role) for role in ("analyst", "administrator")}


@pytest.fixture
def draft(people, org, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.acting(people["analyst"], org))


@pytest.fixture
def boss(client, people):
    client.force_login(people["administrator"])
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def form(document, **more):
    """Return what the editor sends for a document."""
    fields = {"do": "save", "formula": document.get("formula", "r3"), "levels": "grid"}
    fields |= {"earned": document["earned"], "name": "Ours", "about": "For us"}
    fields |= {"rows": len(document["grid"]), "columns": len(document["grid"][0])}
    for low, row in enumerate(document["grid"], 1):
        fields |= {f"cell-{low}-{high}": level for high, level in enumerate(row, 1)}
    for kind, caps in document["caps"].items():
        fields |= {f"cap-{kind}-{name}": cap for name, cap in zip("lcia", caps, strict=True)}
    if points := document.get("points"):
        fields |= {name: " ".join(map(str, points[name])) for name in points if name != "combine"}
        fields |= {"combine": points["combine"], "levels": "points"}
    for name, size in zip(STEPS, (len(document["grid"]), len(document["grid"][0])), strict=True):
        fields[name] = document.get(name) or [min(rank, size) for rank in range(1, 6)]
    low, high = NAMES
    fields[low] = list(reversed(document.get(low, ())))  # the highest stands on top
    fields[high] = document.get(high, ())
    return fields | more


def post(desk, org, key, fields):
    return desk.post(reverse("method", args=[org.slug, key]), fields)


@pytest.mark.parametrize("key", sorted(published()))
def test_what_the_editor_shows_is_what_it_saves(boss, org, key):
    document = published()[key].method.to_document()
    assert boss.get(reverse("method", args=[org.slug, key])).status_code == 200
    assert post(boss, org, key, form(document)).status_code == 302

    saved = MethodVersion.objects.get(organisation=org).document
    own = {"id": "Ours", "version": 1, "matrix": "Ours"}
    assert saved == document | own


def test_versions_are_added_and_none_is_changed(boss, org):
    document = DEFAULT_METHOD.to_document()
    for earned in (75, 80):
        post(boss, org, "R3", form(document | {"earned": earned}))
    rows = MethodVersion.objects.filter(organisation=org).order_by("number")
    assert [(row.number, row.document["earned"]) for row in rows] == [(1, 75), (2, 80)]
    assert [row.document["version"] for row in rows] == [1, 2]
    shown = text(boss.get(reverse("methods", args=[org.slug])))
    assert shown.count(">Ours</a>") == 2
    told = AuditEvent.objects.filter(organisation=org, kind="method.saved")
    assert [event.object_key for event in told.order_by("pk")] == ["Ours 1", "Ours 2"]


def test_every_mistake_is_named_and_nothing_typed_is_lost(boss, org):
    fields = form(DEFAULT_METHOD.to_document(), earned="much", about="My words")
    fields |= {"cell-3-4": 1, "cap-directive-l": 101}
    answer = post(boss, org, "R3", fields)
    shown = text(answer)

    assert answer.status_code == 422
    assert '<span class="id">earned</span>: has the wrong shape' in shown
    assert "My words" in shown
    assert 'value="much"' in shown
    answer = post(boss, org, "R3", fields | {"earned": 75})
    shown = text(answer)
    for path in ("grid.3.4", "caps.directive"):
        assert f'<span class="id">{path}</span>' in shown
    assert 'value="101"' in shown
    assert not MethodVersion.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "R3"])
def test_a_method_has_a_name_of_its_own(boss, org, name):
    answer = post(boss, org, "R3", form(DEFAULT_METHOD.to_document(), name=name))
    assert answer.status_code == 422
    assert "Give the method a name of its own." in text(answer)


def test_a_grid_is_redrawn_in_another_size(boss, org):
    fields = form(DEFAULT_METHOD.to_document(), do="redraw", rows=6, columns=4)
    shown = text(post(boss, org, "R3", fields))
    assert 'name="cell-6-4"' in shown
    assert 'name="cell-1-5"' not in shown
    drawn = {
        name: re.findall(rf'name="{name}"[^>]*>.*?value="(\d)" selected', shown) for name in STEPS
    }
    assert drawn == {STEPS[0]: list("12456"), STEPS[1]: list("12334")}  # spread over the size
    six = {f"cell-6-{high}": level for high, level in enumerate((3, 4, 4, 5), 1)}
    assert post(boss, org, "R3", fields | drawn | six | {"do": "save"}).status_code == 302
    method = Method.from_document(MethodVersion.objects.get(organisation=org).document)
    assert (len(method.grid), len(method.grid[0])) == (6, 4)
    assert method.likelihood_steps == (1, 2, 4, 5, 6)


def test_a_form_that_leaves_steps_out_is_refused_in_words(boss, org):
    document = published()["grid-3"].method.to_document()
    answer = post(boss, org, "grid-3", form(document, likelihood_steps=[1, 2]))
    assert answer.status_code == 422
    assert "needs five numbers that do not fall" in text(answer)


def test_rows_and_columns_have_names_of_their_own(boss, org):
    document = published()["grid-3"].method.to_document()
    names = {
        "likelihood_names": ["rare", "at times", "often"],
        "consequence_names": ["a", "b", "c"],
    }
    assert post(boss, org, "grid-3", form(document | names)).status_code == 302
    saved = MethodVersion.objects.get(organisation=org)
    assert {name: saved.document[name] for name in names} == names
    shown = text(boss.get(reverse("method", args=[org.slug, f"own-{saved.pk}"])))
    assert shown.index('value="often"') < shown.index('value="rare"')

    names["likelihood_names"][1] = "often"
    answer = post(boss, org, "grid-3", form(document | names))
    assert answer.status_code == 422
    assert "likelihood_names</span>: needs different names" in text(answer)


def test_the_preview_shows_every_register_and_stores_nothing(boss, org, draft):
    stricter = DEFAULT_METHOD.to_document()
    stricter["grid"] = [[max(3, cell) for cell in row] for row in stricter["grid"]]
    before = draft.method
    shown = text(post(boss, org, "R3", form(stricter, do="preview")))

    found = offers.effect(draft, Method.from_document(stricter))
    assert f"{found.rises} would rise, {found.falls} would fall" in shown
    assert found.rises > 0 == found.falls
    assert draft.title in shown
    draft.refresh_from_db()
    assert (draft.method, MethodVersion.objects.count()) == (before, 0)


def test_a_preview_of_what_does_not_hold_together_says_so(boss, org):
    fields = form(DEFAULT_METHOD.to_document(), do="preview", levels="points")
    assert post(boss, org, "R3", fields).status_code == 422


def test_another_organisations_method_is_not_found(boss, org):
    other = make.organisation("Elsewhere")
    by = make.acting(make.person(other, "administrator"), other)
    document = DEFAULT_METHOD.to_document()
    row = methods.save(name="Theirs", about="", document=document, by=by, at=make.NOON)
    assert boss.get(reverse("method", args=[org.slug, f"own-{row.pk}"])).status_code == 404
    assert "Theirs" not in text(boss.get(reverse("methods", args=[org.slug])))


def adopt(desk, draft, **fields):
    return desk.post(reverse("method-adopt", args=[draft.organisation.slug, draft.number]), fields)


@pytest.mark.parametrize("key", [key for key in published() if key != "R3"])
def test_an_adopted_method_moves_the_register_as_was_shown(client, people, draft, key):
    client.force_login(people["analyst"])
    address = reverse("method-adopt", args=[draft.organisation.slug, draft.number])
    expected = offers.effect(draft, published()[key].method)
    shown = text(client.get(f"{address}?method={key}"))
    assert f"{expected.rises} would rise, {expected.falls} would fall" in shown

    assert adopt(client, draft, method=key, reason="The board wants it").status_code == 302
    work.do_all(timezone.now)
    draft.refresh_from_db()

    assert draft.is_fresh
    assert draft.method == published()[key].method.to_document()
    assert list(recomputed.differences(draft)) == []
    levels = list(draft.risks.exclude(state="dismissed").values_list("level", flat=True))
    assert {n: c for n, c in expected.after.items() if c} == {
        n or 0: levels.count(n) for n in set(levels)
    }
    event = AuditEvent.objects.get(assessment=draft, kind="method.adopted")
    assert (event.reason, event.after["id"]) == ("The board wants it", key)
    for name in ("register", "matrix", "what-if", "criteria", "method-adopt", "assessment"):
        page = reverse(name, args=[draft.organisation.slug, draft.number])
        assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"method": "R9", "reason": "Why not"}, "There is no such method."),
        ({"method": "R1", "reason": " "}, "Say why the method changes."),
        ({"method": "R3", "reason": "Again"}, "That is the method it has already."),
    ],
)
def test_a_move_that_makes_no_sense_is_refused_in_words(client, people, draft, fields, words):
    client.force_login(people["analyst"])
    answer = adopt(client, draft, **fields)
    assert answer.status_code == 422
    assert words in text(answer)


def test_an_overridden_level_stays_and_the_criteria_keep_the_grid(people, org):
    register = registers.fill(org, 60)
    draft, method = register.draft, published()["nist-800-30"].method
    effect = offers.effect(draft, method)
    assert sum(effect.before.values()) == sum(effect.after.values()) == 60
    overridden = set(draft.risks.exclude(override_level=None).values_list("pk", flat=True))
    assert overridden
    assert overridden.isdisjoint(each.risk.pk for each in effect.moved)

    by = register.by
    methods.adopt(assessment=draft, key="nist-800-30", reason="Asked for", by=by, at=make.NOON)
    criteria = assessments.Criteria(matrix="nist-800-30", appetite=3)
    assessments.set_criteria(
        assessment=draft, criteria=criteria, reason="More appetite", by=by, at=make.NOON
    )
    draft.refresh_from_db()
    assert draft.method == method.to_document()
    default = assessments.Criteria(matrix="default", appetite=3)
    assessments.set_criteria(
        assessment=draft, criteria=default, reason="Back again", by=by, at=make.NOON
    )
    draft.refresh_from_db()
    assert draft.method["grid"] == [list(row) for row in DEFAULT_METHOD.grid]
