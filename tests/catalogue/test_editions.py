"""An edition never changes once released, and an assessment keeps the one it pins."""

import shutil

import pytest

from assessments.catalogue import BadEdition, UnknownEdition, digest, editions, load, read, released
from assessments.catalogue.edition import DATA, LATEST


@pytest.mark.parametrize("name", editions())
def test_an_edition_is_as_it_was_released(name):
    assert released()[name] == digest(DATA / name), (
        f"edition {name} was changed: give what is new a folder and a line in released.toml"
    )


def test_only_what_is_there_is_released_and_the_latest_is_the_last():
    assert set(released()) == set(editions())
    assert editions()[-1] == LATEST


def test_a_changed_edition_is_refused_and_the_same_under_a_new_name_is_not(tmp_path):
    changed = shutil.copytree(DATA / LATEST, tmp_path / LATEST)
    with (changed / "threats.toml").open("a", encoding="utf-8") as file:
        file.write("# one more word\n")
    with pytest.raises(BadEdition) as caught:
        read(changed, released())
    (problem,) = caught.value.problems
    assert (problem.file, problem.entry, problem.field) == ("released.toml", LATEST, "digest")
    assert "an edition never changes once it is released" in problem.words

    renewed = changed.rename(tmp_path / "2099.1")
    assert read(renewed, {"2099.1": digest(renewed)}).digest != load(LATEST).digest


def test_an_edition_that_was_never_released_is_refused(tmp_path):
    copied = shutil.copytree(DATA / LATEST, tmp_path / "2099.1")

    with pytest.raises(BadEdition, match=r"released.toml: 2099.1: digest: "):
        read(copied, released())


def test_an_unknown_edition_is_refused_in_words_that_name_what_is_there():
    with pytest.raises(UnknownEdition) as caught:
        load("2019.4")

    assert "Edition 2019.4 of the catalogue is not part of this installation" in str(caught.value)
    assert LATEST in str(caught.value)


def test_the_digest_covers_names_and_bytes_of_every_file(tmp_path):
    one = shutil.copytree(DATA / LATEST, tmp_path / "one")
    two = shutil.copytree(DATA / LATEST, tmp_path / "two")
    assert digest(one) == digest(two)

    (two / "risks.toml").rename(two / "risk.toml")

    assert digest(one) != digest(two)
