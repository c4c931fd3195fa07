"""The catalogue's pages: every entry answers, every link leads somewhere, all of it in words."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from assessments.catalogue import LATEST, load
from assessments.catalogue.choices import CONTROLS, FACTS, FAMILIES, PHASES, ROWS_FOR, VIA
from assessments.models import Organisation
from assessments.templatetags.catalogue import WORDS
from tests import make

pytestmark = pytest.mark.django_db

EDITION = load(LATEST)
ENTRIES = {
    "catalogue-risk": EDITION.risks,
    "catalogue-threat": EDITION.threats,
    "catalogue-vulnerability": EDITION.vulnerabilities,
    "catalogue-item": EDITION.items,
    "catalogue-asset-type": EDITION.asset_types,
}
LISTS = ("risks", "threats", "vulnerabilities", "items", "asset_types", "schemes")
KEYS = {
    *EDITION.schemes,
    *(name for name in (*FACTS, *FAMILIES, *PHASES, *ROWS_FOR, *VIA) if "_" in name),
    *("component_class", "exposure_if_absent", "assessment_hygiene", "takes_layer", "rows_for"),
    *("no_counterpart", "by_dimension", "security_impact", "key_for", "core-optional"),
}
RAW = re.compile(rf"\b({'|'.join(sorted(map(re.escape, KEYS)))})\b|\{{\{{|\bNone\b(?!\.)|\(\)")
CODE = re.compile(r"\b(RSK-(VM|HV|OP|CL)|THR|VUL|CHK-(IP|PD|IM|OM|DI)|AT)-[0-9A-Z]+")


class Page(HTMLParser):
    """Collect the words, the links and the links' words of a page's main part."""

    def __init__(self, url: str, markup: str) -> None:
        super().__init__()
        self.url = url
        self.text: list[str] = []
        self.links: dict[str, str] = {}
        self.inside, self.link = False, ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "main"
        self.link = dict(attrs).get("href", "") if tag == "a" and self.inside else self.link

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "main"
        self.link = "" if tag == "a" else self.link

    def handle_data(self, data):
        if self.inside:
            self.text.append(data)
            if self.link:
                self.links[self.link] = self.links.get(self.link, "") + data

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(make.person(make.organisation(slug="brannoc")))
    return client


@pytest.fixture
def see(client):
    def found(name, *args, **asked):
        url = reverse(name, args=["brannoc", *args])
        answer = client.get(url, asked)
        assert answer.status_code == 200
        return Page(url, answer.content.decode())

    return found


def every_page(see):
    for name, entries in ENTRIES.items():
        for code in entries:
            yield see(name, LATEST, code)
    for view, count in (("four", 4), ("five", 5)):
        for number in range(1, count + 1):
            yield see("catalogue-phase", LATEST, number, view=view)
        for which in LISTS:
            yield see("catalogue", list=which, view=view)
    yield see("catalogue-scales", LATEST)


def test_every_entry_has_a_page_every_link_leads_somewhere_and_no_key_leaks(see, client):
    pages = list(every_page(see))

    assert len(pages) == sum(map(len, ENTRIES.values())) + 9 + 12 + 1
    assert [match.group() for page in pages for match in RAW.finditer(page.words)] == []
    links = {link.split("?")[0] for page in pages for link in page.links if link[:1] == "/"}
    others = links - {page.url for page in pages}
    assert {link for link in others if client.get(link).status_code != 200} == set()


@pytest.mark.parametrize("name", ENTRIES)
def test_links_to_entries_say_their_name_and_not_a_bare_code(see, name):
    for code in list(ENTRIES[name])[::5]:
        page = see(name, LATEST, code)
        bare = [words for words in page.links.values() if CODE.fullmatch(words.strip())]
        assert bare == []


def test_a_risk_shows_its_relations_its_defaults_and_what_each_item_takes_off(see):
    risk = EDITION.risks["RSK-HV-07"]
    page = see("catalogue-risk", LATEST, risk.code)

    assert "Hypervisor risks · ISO/IEC 21878, clause 6.3.3" in page.words
    for found, codes in (
        (EDITION.threats, risk.threats),
        (EDITION.vulnerabilities, risk.vulnerabilities),
        (EDITION.asset_types, risk.assets),
    ):
        for code in codes:
            assert f"{found[code].name} {code}" in page.words
    for item in EDITION.treated_by[risk.code]:
        assert f"{item.title} {item.code}" in page.words
    assert "CHK-IM-28 helps to recover" not in page.words
    assert re.search(
        r"CHK-IM-28 closes a vulnerability key for availability 0 % 0 % 40 % 50 %", page.words
    )
    assert "Likelihood 3 possible Confidentiality 3 serious" in page.words
    assert "the value of the whole layer" in page.words


def test_an_item_shows_effects_ceiling_phase_design_checks_and_lists_by_name(see):
    page = see("catalogue-item", LATEST, "CHK-OM-05")

    assert "Essential, preventive measure · ISO/IEC 21878, clauses 7.4, 9.2" in page.words
    assert (
        "Snapshot exposure and accumulation RSK-VM-07 closes a vulnerability 45 % 10 %"
        in page.words
    )
    assert "all of this kind together (preventive measure) 80 % 20 % 20 % 20 %" in page.words
    assert "4 Operation and maintenance" in page.words
    assert "CHK-PD-13 Snapshot policy" in page.words
    assert "Snapshot kept too long" in page.words
    assert "Cloud Controls Matrix Cloud Security Alliance, 4.0.13" in page.words
    assert re.search(r"NIST, 2011 not verified 3\.3", page.words)
    assert "RVTools export" in page.words


def test_an_item_of_the_assessment_itself_says_so(see):
    assert "It takes nothing off any risk" in see("catalogue-item", LATEST, "CHK-IP-02").words


def test_a_list_searched_in_vain_is_named_and_what_is_only_supported_is_told_apart(see):
    assert "searched: no counterpart" in see("catalogue-item", LATEST, "CHK-OM-01").words
    assert "supported, not answered" in see("catalogue-item", LATEST, "CHK-IM-13").words


def test_numbers_that_fit_loosely_are_marked(see):
    assert "CWE-284 a class" in see("catalogue-vulnerability", LATEST, "VUL-02").words
    assert "T1578.002 by analogy" in see("catalogue-vulnerability", LATEST, "VUL-02").words


def test_a_vulnerability_shows_what_closes_it_and_what_shows_it(see):
    page = see("catalogue-vulnerability", LATEST, "VUL-07")

    assert "Snapshot control CHK-OM-05" in page.words
    assert "Snapshot with memory" in page.words
    assert "VM-SNAP-MEM medium severity" in page.words
    assert "No check of an RVTools export shows it." in (
        see("catalogue-vulnerability", LATEST, "VUL-52").words
    )


def test_an_asset_type_shows_its_dependencies_from_both_ends(see):
    assert re.search(
        r"Physical host[^%]*AT-HOST placed on, 0\.6 with tested HA[^%]* 100 % 100 % 60 %",
        see("catalogue-asset-type", LATEST, "AT-VM").words,
    )
    assert "Virtual machine (active) AT-VM placed on" in (
        see("catalogue-asset-type", LATEST, "AT-HOST").words
    )


def test_the_four_phase_view_puts_operation_under_implementation(see):
    five, four = see("catalogue"), see("catalogue", view="four")

    assert "5 Disposition" in five.words
    assert "4 Disposition" in four.words
    assert "Operation and maintenance" not in four.words
    assert "69 items" in four.words
    operation = see("catalogue-phase", LATEST, 4)
    assert "Phase 4: Operation and maintenance" in operation.words
    there = reverse("catalogue-phase", args=["brannoc", LATEST, 3])
    assert operation.links[f"{there}?view=four"] == "Four, as the standard"
    assert "Phase 4: Disposition" in see("catalogue-phase", LATEST, 4, view="four").words


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("CHK-OM-05", "Snapshot control"),
        ("snapshot control", "Snapshot control"),
        ("encryptors dropped", "Only signed binaries run on hosts"),
        ("T1677", "Compromise of automation"),
        ("SYS.1.5.A22 encryptors", "Only signed binaries run on hosts"),
    ],
)
def test_search_finds_by_code_title_words_and_numbers(see, asked, first):
    page = see("catalogue-search", LATEST, q=asked)

    assert first in next(words for link, words in page.links.items() if LATEST in link)
    assert not RAW.search(page.words)


def test_search_says_how_many_it_found_and_nothing_when_nothing_is_there(see):
    assert "0 entries" in see("catalogue-search", LATEST, q="zeppelin").words
    assert "the first 100 are shown" in see("catalogue-search", LATEST, q="the").words
    assert "Nothing in the catalogue." in see("catalogue-search", LATEST).words


def test_what_is_not_there_answers_404(client):
    for name, entries in ENTRIES.items():
        assert client.get(reverse(name, args=["brannoc", LATEST, "X-1"])).status_code == 404
        code = next(iter(entries))
        assert client.get(reverse(name, args=["brannoc", "1999.1", code])).status_code == 404
    for number in (0, 6):
        url = reverse("catalogue-phase", args=["brannoc", LATEST, number])
        assert client.get(url).status_code == 404
    url = reverse("catalogue-phase", args=["brannoc", LATEST, 5])
    assert client.get(url, {"view": "four"}).status_code == 404


def test_every_word_of_a_choice_has_a_translation():
    assert set(WORDS["control"]) == set(CONTROLS)
    assert set(WORDS["family"]) == set(FAMILIES)
    assert set(WORDS["fact"]) == set(FACTS)
    assert set(WORDS["via"]) == set(VIA)
    assert set(WORDS["rows"]) == set(ROWS_FOR)


def test_an_assessment_whose_edition_is_not_installed_says_so(client):
    organisation = Organisation.objects.get(slug="brannoc")
    draft = make.assessment(organisation, edition="2019.4")

    answer = client.get(reverse("assessment", args=["brannoc", draft.number]))

    assert answer.status_code == 409
    assert "edition 2019.4 of the catalogue" in answer.content.decode()
    assert f"it holds {LATEST}" in answer.content.decode()
