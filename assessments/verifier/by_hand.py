"""VERIFY.md: how to check a bundle with openssl and sha256sum alone, for this very bundle."""

from importlib.resources import files

from assessments.verifier import shapes
from assessments.verifier.keys import PREFIX, Method
from assessments.verifier.ledger import Ledger, SignedOff
from assessments.verifier.note import Checkpoint, LedgerKey
from assessments.verifier.snapshots import Snapshot

_LINES = {
    Method.ED25519: "by_openssl",
    Method.SSHSIG: "by_ssh",
    Method.WEBAUTHN: "by_passkey",
}


def read_me(about: Snapshot, ledger: Ledger, sealed: Checkpoint, key: LedgerKey) -> bytes:
    """
    Return the page for the bundle of a revision that is signed by all and sealed.

    The same parts give the same bytes; a form that bundles had once is kept beside the
    newest, so that older bundles stay what they are.
    """
    signed = ledger.signed[about.revision]
    head = _page("head").format(
        key=about.key,
        number=about.number,
        title=_line(about.title),
        organisation=_line(about.organisation),
        digest=about.digest,
        vkey=key,
        file=f"{about.key}_r{about.number}.vsrisk.zip",
    )
    seal = _page("seal").format(
        step=len(signed) + 2,
        last=len(signed) + 3,
        vkey=key,
        public=shapes.encoded(PREFIX + key.raw),
        size=sealed.size,
    )
    signatures = (_signed(place, one, ledger) for place, one in enumerate(signed, start=1))
    return "".join([head, *signatures, seal]).encode()


def _signed(place: int, one: SignedOff, ledger: Ledger) -> str:
    said, enrolled = one.statement, ledger.keys[one.statement.keyid]
    by = _page(_LINES[enrolled.key.method])
    return _page("signed").format(
        step=place + 1,
        n=place,
        name=_line(said.person.name),
        role=said.role.replace("_", " "),
        line=one.number + 1,
        entry=one.number,
        enrolled=enrolled.since + 1,
        keyid=said.keyid,
        digest=said.digest,
        verify=by.format(n=place),
    )


def _line(text: str) -> str:
    """Return *text* in one line, since an indented one would be a command."""
    return " ".join(text.split())


def _page(name: str) -> str:
    return files(__package__).joinpath(f"pages/1/{name}.md").read_text(encoding="utf-8")
