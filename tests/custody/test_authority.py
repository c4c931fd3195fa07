"""The time in a seal, stated by openssl as an RFC 3161 authority over HTTP."""

import shutil

import pytest

from assessments.custody import sealed, seals
from assessments.custody.seals import NoSeal
from tests.authority import authority
from tests.custody.test_seals import own, pdf


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_an_authority_is_asked_over_http(tmp_path):
    with authority(tmp_path / "tsa") as url:
        stamped = own().on(pdf(), organisation="x", stamper=seals.authority(url))

    seen = sealed.look(stamped, {own().fingerprint})
    assert seen.is_genuine, seen.refusals
    assert "by a time-stamp authority" in seen.steps[1].words
    assert seals.authority("") is None


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize("answers", [b"", b"nonsense", "another"])
def test_an_authority_that_says_something_else_gives_no_seal(answers, tmp_path):
    if answers == "another":  # an answer to another question
        with authority(tmp_path / "first") as url:
            own().on(pdf(), organisation="x", stamper=seals.authority(url))
        answers = (tmp_path / "first" / "stated.tsr").read_bytes()
    with authority(tmp_path / "tsa", answers=answers) as url:
        asked = seals.authority(url)
        with pytest.raises(NoSeal, match="time-stamp authority"):
            own().on(pdf(), organisation="x", stamper=asked)
    with pytest.raises(NoSeal, match="time-stamp authority"):
        own().on(pdf(), organisation="x", stamper=asked)  # it is gone
