"""Private keys at rest: opened by their passphrase alone, and bound to themselves."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assessments.custody import kept
from assessments.custody.notary import KEY, NoKey, Notary
from assessments.verifier import shapes

COST = 4
PHRASE = "seven quiet herons"


def test_what_was_made_is_opened_by_its_passphrase_alone():
    key, sealed = kept.make(PHRASE, COST)
    public = kept.public_of(key)

    assert kept.opened(sealed, PHRASE, public).private_bytes_raw() == key.private_bytes_raw()
    assert key.private_bytes_raw().hex() not in str(sealed)
    for wrong in ("", "seven quiet heron", PHRASE.upper()):
        with pytest.raises(kept.WrongPassphrase, match="does not open"):
            kept.opened(sealed, wrong, public)


def test_two_keys_under_one_passphrase_share_nothing():
    (_, first), (_, second) = kept.make(PHRASE, COST), kept.make(PHRASE, COST)
    assert all(first[name] != second[name] for name in ("salt", "nonce", "sealed"))


def test_a_key_put_in_the_place_of_another_does_not_open():
    (_, sealed), (other, _) = kept.make(PHRASE, COST), kept.make(PHRASE, COST)
    with pytest.raises(kept.WrongPassphrase):
        kept.opened(sealed, PHRASE, kept.public_of(other))


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "plain"},
        {"cost": 30},
        {"cost": "4"},
        {"salt": "AB=="},
        {"salt": 1},
        {"nonce": shapes.encoded(b"n" * 12)},
        {"sealed": shapes.encoded(b"s" * 48)},
    ],
)
def test_what_was_damaged_does_not_open(changed):
    key, sealed = kept.make(PHRASE, COST)
    with pytest.raises(kept.WrongPassphrase):
        kept.opened(sealed | changed, PHRASE, kept.public_of(key))
    without = {name: value for name, value in sealed.items() if name not in changed}
    with pytest.raises(kept.WrongPassphrase):
        kept.opened(without, PHRASE, kept.public_of(key))


def test_the_notarys_folder_is_its_own_and_its_key_is_made_once(tmp_path):
    folder = tmp_path / "notary"
    with pytest.raises(NoKey, match="no ledger key"):
        Notary.open(folder)
    made = Notary.make(folder)

    assert Notary.open(folder).public == made.public
    assert (folder.stat().st_mode & 0o777, (folder / KEY).stat().st_mode & 0o777) == (0o700, 0o600)
    with pytest.raises(FileExistsError):
        Notary.make(folder)


def test_a_key_that_cannot_be_read_or_is_of_another_kind_is_no_key(tmp_path):
    (tmp_path / KEY).write_text("no key")
    with pytest.raises(NoKey, match="cannot be read"):
        Notary.open(tmp_path)
    other = generate_private_key(SECP256R1())
    content = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / KEY).write_bytes(content)
    with pytest.raises(NoKey, match="no Ed25519 key"):
        Notary.open(tmp_path)


def test_the_last_checkpoint_of_each_ledger_is_kept_and_replaced_whole(tmp_path):
    notary, ledger = Notary.make(tmp_path), "9a3c0f6e-1111-4222-8333-444455556666"
    assert notary.kept(ledger) is None
    notary.keep(ledger, "first\n")
    notary.keep(ledger, "second\n")

    assert notary.kept(ledger) == b"second\n"
    assert notary.ledgers() == (ledger,)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [f"{ledger}.txt"]
    with pytest.raises(ValueError, match="UUID"):
        notary.kept("../../etc/passwd")
