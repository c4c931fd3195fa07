"""Entries are found by their words and by their codes; phases as the standard counts them."""

import pytest

from assessments import catalogue
from assessments.catalogue import LATEST, load, search

EDITION = load(LATEST)


def codes(text):
    return [hit.code for hit in search(EDITION, text)]


def test_an_entry_is_found_by_its_code_first_whatever_the_case():
    assert codes("rsk-vm-07")[0] == "RSK-VM-07"
    assert codes("chk-om-05")[0] == "CHK-OM-05"


def test_all_words_must_be_there_and_those_in_titles_come_first():
    hits = search(EDITION, "snapshot  MEMORY")
    assert hits
    heads = [
        "snapshot" in f"{h.code} {h.title}".casefold() and "memory" in h.title.casefold()
        for h in hits
    ]
    assert heads == sorted(heads, reverse=True)
    assert set(codes("snapshot memory")) <= set(codes("snapshot"))


def test_nothing_is_found_for_nothing_and_for_words_that_are_nowhere():
    assert search(EDITION, "  ") == ()
    assert search(EDITION, "flibbertigibbet") == ()


def test_every_kind_of_entry_can_be_found_and_excerpts_are_short():
    hits = [hit for text in ("a", "e", "VUL", "THR", "AT-") for hit in search(EDITION, text)]
    assert {hit.kind for hit in hits} == {"risk", "item", "threat", "vulnerability", "asset-type"}
    assert all(len(hit.excerpt) <= 162 for hit in hits)
    assert any(hit.excerpt.endswith(" …") for hit in hits)


def test_an_item_is_called_by_its_title_as_the_others_are_by_their_name():
    assert EDITION.item("CHK-IP-01").name == "Virtualization policy"
    assert codes(EDITION.item("CHK-IP-01").name)[0] == "CHK-IP-01"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: load("1999.1"), "Edition 1999.1 of the catalogue is not part"),
        (lambda: EDITION.risk("RSK-XX-01"), "has no 'RSK-XX-01'"),
        (lambda: EDITION.item("CHK-XX-01"), "has no 'CHK-XX-01'"),
        (lambda: EDITION.matrix("none"), "has no 'none'"),
        (lambda: EDITION.phase("none"), "has no 'none'"),
    ],
)
def test_what_an_edition_does_not_hold_is_named(ask, words):
    with pytest.raises(catalogue.Unknown, match=words):
        ask()


def test_four_phases_hold_the_items_of_five():
    five, four = (catalogue.phases_view(EDITION, view) for view in ("five", "four"))
    assert [phase.number for phase in four] == [1, 2, 3, 4]
    assert sorted(code for phase in four for code in phase.items) == sorted(EDITION.items)
    assert sorted(code for phase in five for code in phase.items) == sorted(EDITION.items)
    assert "operation_maintenance" not in [phase.code for phase in four]
