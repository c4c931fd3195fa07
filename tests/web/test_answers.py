"""The checklist in a browser: saved as it is answered, compared with the file, nothing lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Answer, AssetGroup
from assessments.queries import answering, checklist
from tests import make, worked

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.actor(make.organisation()))


@pytest.fixture
def ada(draft, client):
    person = make.person(draft.organisation, name="Ada")
    client.force_login(person)
    return person


def url(name, draft, *more):
    return reverse(name, args=[draft.organisation.slug, draft.number, *more])


def say(client, draft, item="CHK-OM-05", htmx=True, **fields):
    headers = HTMX if htmx else {}
    return client.post(url("answer", draft, item), {"version": 0, **fields}, headers=headers)


def phase(client, draft, number=4, show="all"):
    page = client.get(url("phase", draft, number), {"show": show})
    assert page.status_code == 200
    return page


def test_an_answer_is_saved_and_comes_back_as_a_fragment_that_tells_the_rest(draft, ada, client):
    got = say(client, draft, state="partly", note="Listed weekly")

    page = got.content.decode()
    assert (got.status_code, got.headers["HX-Trigger"]) == (200, '{"answered": {}}')
    assert "<html" not in page
    assert "Saved" in page
    assert 'value="partly" checked' in page
    assert 'name="version" value="1"' in page
    stored = draft.answers.get(item="CHK-OM-05")
    assert (stored.state, stored.note, stored.answered_by) == ("partly", "Listed weekly", ada)


def test_not_applicable_without_a_reason_is_refused_and_stays_chosen(draft, ada, client):
    got = say(client, draft, state="not_applicable", note="x")

    page = got.content.decode()
    assert got.status_code == 422
    assert 'value="not_applicable" checked' in page
    assert "a second person will confirm it" in page
    assert not draft.answers.exists()


def test_two_people_on_one_answer_both_stay_visible(draft, ada, client):
    say(client, draft, state="planned", note="Ada was here")
    bert = make.person(draft.organisation, name="Bert")
    client.force_login(bert)

    got = say(client, draft, state="implemented", note="Bert too")

    page = got.content.decode()
    assert got.status_code == 409
    assert "Ada answered “Planned” meanwhile" in page
    assert "Ada was here" in page
    assert 'value="implemented" checked' in page
    assert 'name="version" value="1"' in page
    assert draft.answers.get().state == "planned"

    assert say(client, draft, state="implemented", note="Bert too", version=1).status_code == 200
    assert draft.answers.get().note == "Bert too"


def test_without_javascript_the_whole_page_keeps_what_was_typed(draft, ada, client):
    say(client, draft, state="planned")
    client.force_login(make.person(draft.organisation, name="Bert"))

    got = say(client, draft, htmx=False, state="implemented", note="Seen on site")

    page = got.content.decode()
    assert got.status_code == 409
    assert "Ada answered “Planned” meanwhile" in page
    assert ">Seen on site</textarea>" in page


def test_one_person_may_change_their_mind_as_fast_as_they_like(draft, ada, client):
    say(client, draft, state="planned")

    assert say(client, draft, state="partly").status_code == 200
    assert draft.answers.get().state == "partly"


def test_the_row_says_what_the_inventory_says_and_marks_contradictions(draft, ada, client):
    before = phase(client, draft).content.decode()
    assert "Inventory: " in before
    say(client, draft, state="implemented")

    page = phase(client, draft, show="contradicted")
    assert page.context["sheet"].counts["contradicted"] == 1
    assert [line.item.code for line in page.context["sheet"].sections[0].lines] == ["CHK-OM-05"]
    text = page.content.decode()
    assert "Contradicted by the inventory" in text
    assert "Why both stand" in text

    client.post(
        url("contradiction-settle", draft, "CHK-OM-05"),
        {"words": "Both are test machines.", "back": "item"},
    )
    assert phase(client, draft, show="contradicted").context["sheet"].shown == 0
    assert "Contradicted, explained" in phase(client, draft).content.decode()


def test_a_group_may_answer_differently_and_is_judged_by_its_own_findings(draft, ada, client):
    group = draft.assetgroups.filter(kind=AssetGroup.Kind.DOMAIN).order_by("name")[0]
    say(client, draft, state="planned")
    say(client, draft, htmx=False, state="implemented", group=group.pk)

    assert set(draft.answers.values_list("state", "group_id")) == {
        ("planned", None),
        ("implemented", group.pk),
    }
    line = phase(client, draft).context["sheet"].sections[0].lines
    found = next(line for line in line if line.item.code == "CHK-OM-05")
    assert [said.group.pk for said in found.groups] == [group.pk]
    assert group.pk not in {other.pk for other in found.others}
    text = phase(client, draft).content.decode()
    assert "1 group differs" in text


@pytest.mark.parametrize(
    ("show", "codes"),
    [("open", False), ("gaps", True), ("mine", True), ("contradicted", False), ("nonsense", True)],
)
def test_views_of_the_checklist(draft, ada, client, show, codes):
    say(client, draft, state="partly")

    sheet = phase(client, draft, show=show).context["sheet"]
    shown = {line.item.code for section in sheet.sections for line in section.lines}

    assert ("CHK-OM-05" in shown) == codes
    assert sheet.shown == len(shown)


def test_the_side_follows_answers_with_figures_to_swap_in(draft, ada, client):
    say(client, draft, state="partly")

    page = client.get(url("phase-side", draft, 4)).content.decode()

    assert "<html" not in page
    assert 'id="cl-head" hx-swap-oob="true"' in page
    assert "1 of 18 answered" in page
    assert client.get(url("phase-side", draft, 9)).status_code == 404


def test_taking_an_answer_back_leaves_the_item_open(draft, ada, client):
    say(client, draft, state="partly")

    got = say(client, draft, state="clear", version=1)

    assert got.status_code == 200
    assert not Answer.objects.exists()


def test_a_checklist_of_fifty_items_asks_no_more_questions_than_one_of_nine(draft, ada):
    asked = []
    for number in (3, 5):
        found = checklist.phase_number(draft, number)
        with CaptureQueriesContext(connection) as queries:
            items = answering.sheet(draft, found, "all", ada.pk).total
        asked.append((items, len(queries)))

    (many, for_many), (few, for_few) = asked
    assert many > 4 * few
    assert for_many == for_few
