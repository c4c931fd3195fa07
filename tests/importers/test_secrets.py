"""What looks like a secret is masked while reading; what speaks of one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.importers.secrets import MASK, masked, masked_all


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("pw: Hunter2!", f"pw: {MASK}"),
        ("Password = Hunter2!", f"Password = {MASK}"),
        ("admin passwort: geheim", f"admin passwort: {MASK}"),
        ("root password is Hunter2!", f"root password is {MASK}"),
        ("API-Key => abc", f"API-Key => {MASK}"),
        ("token: a b c\nowner: Ada", f"token: {MASK}\nowner: Ada"),
        ("secret: [abc]", f"secret: {MASK}"),
        ("key:\n-----BEGIN RSA PRIVATE KEY-----\nabc", MASK),
    ],
)
def test_secrets_are_masked(written, kept):
    got, was_secret = masked(written)
    assert was_secret
    assert kept in got
    assert not any(secret in got for secret in ("Hunter2", "geheim", "abc"))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "the password is kept in the vault",
        "Das Passwort ist im Tresor",
        "keyboard: German",
        "compass: north",
        f"pw: {MASK}",
    ],
)
def test_what_only_speaks_of_secrets_stays(written):
    assert masked(written) == (written, False)
    assert masked(None) == (None, False)


def test_an_attribute_named_for_a_secret_is_masked_whatever_it_holds():
    got, names = masked_all(
        {"Admin password": "Hunter2!", "Owner": "Ada", "pwd": "", "Note": "pw=x"}
    )
    assert got == {"Admin password": MASK, "Owner": "Ada", "pwd": "", "Note": f"pw={MASK}"}
    assert names == ("Admin password", "Note")


@given(
    st.sampled_from(["pw: ", "Password=", "secret => ", "token :"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1).filter(
        lambda text: not text.startswith(("[", ">", "=", ":"))
    ),
)
def test_nothing_after_the_word_remains_and_masking_twice_changes_nothing(label, secret):
    once, was_secret = masked(f"Owner Ada; {label}{secret}")
    assert was_secret
    assert once.endswith(MASK)
    assert masked(once) == (once, False)
