import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from io import BytesIO

import pytest
import typst
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessments.custody import sealed, seals
from assessments.custody.seals import NoSeal, Seal

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
CONTENT = '{"title":"Klinik Nord \u2013 Cluster"}'
TEMPLATE = b"""
#set document(title: "A report", author: "Org")
#set text(lang: "en")
= A report
"""
ATTACH = b"""
#pdf.attach("snapshot.json", bytes(sys.inputs.content), relationship: "source",
  mime-type: "application/json", description: "x")
"""


@cache
def pdf(template: bytes = TEMPLATE + ATTACH) -> bytes:
    compiler = typst.Compiler(template, sys_inputs={"content": CONTENT})
    made = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=1_790_000_000)
    assert isinstance(made, bytes)
    return made


@cache
def own() -> Seal:
    return Seal.make("Klinik Nord", at=NOW - timedelta(days=1))


@cache
def report() -> bytes:
    return own().on(pdf(), organisation="Klinik Nord")


def issued(key, **changes) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Klinik Nord")])
    use = changes.get("use", "content_commitment")
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(changes.get("begins", NOW - timedelta(days=1)))
        .not_valid_after(changes.get("ends", NOW + timedelta(days=900)))
    )
    if use != "any":
        usage = dict.fromkeys(seals._USAGES, False) | {use: True}
        made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    if changes.get("stamps"):
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamping, critical=True)
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return made.sign(key, digest)


def pem(key, certificate) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    none = serialization.NoEncryption()
    private: bytes = key.private_bytes(serialization.Encoding.PEM, form, none)
    public: bytes = certificate.public_bytes(serialization.Encoding.PEM)
    return private + public


def test_a_sealed_report_is_whole_and_says_whose_it_is_and_what_is_attached():
    seen = sealed.look(report(), {own().fingerprint})

    assert seen.is_genuine, seen.refusals
    assert [step.title for step in seen.steps] == list(sealed.TITLES)
    assert seen.certificate == own().fingerprint
    assert "Klinik Nord" in seen.whose
    assert seen.snapshot == hashlib.sha256(CONTENT.encode()).hexdigest()


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="Debian's poppler-utils is not installed")
def test_pdfsig_says_the_same(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(report())

    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert said.count("Signature #") == 1
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, path], check=True)
    assert (tmp_path / "snapshot.json").read_text(encoding="utf-8") == CONTENT


def test_the_seal_of_another_is_refused_by_its_fingerprint():
    seen = sealed.look(report(), {"0" * 64})

    assert not seen.is_genuine
    assert own().fingerprint in seen.refusals[0]
    assert seen.steps[-1].title == "Trust"


def shadowed() -> bytes:
    """Return the report with another page title written behind it: valid PDF, old seal."""
    writer = IncrementalPdfFileWriter(BytesIO(report()))
    writer.root["/Lang"] = generic.TextStringObject("de")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def twice() -> bytes:
    """Return the report with two seals of the same certificate, neither of which forbids it."""
    made = pdf()
    for name in ("First", "Second"):
        about = signers.PdfSignatureMetadata(
            field_name=name, subfilter=fields.SigSeedSubFilter.PADES
        )
        writer = IncrementalPdfFileWriter(BytesIO(made))
        made = signers.PdfSigner(about, own()._signer()).sign_pdf(writer).getvalue()
    return made


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (shadowed, "something was added"),
        (lambda: report() + b"\n%more", "something was added"),
        (pdf, "bears 0 seals"),
        (lambda: own().on(pdf(TEMPLATE), organisation="x"), "cannot be read"),
        (lambda: b"not a PDF", "cannot be read"),
        (lambda: b"", "cannot be read"),
        (lambda: report()[:-2000], ""),
        (twice, "bears 2 seals"),
    ],
)
def test_what_is_no_whole_sealed_report_is_refused(content, words):
    seen = sealed.look(content(), {own().fingerprint})

    assert not seen.is_genuine
    assert words in seen.refusals[0]


def test_no_changed_byte_under_the_seal_is_accepted():
    good = report()
    begin, end = good.index(b"/Contents <") + 10, good.index(b">", good.index(b"/Contents <")) + 1
    for at in range(0, len(good), 61):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 8
        seen = sealed.look(bytes(changed), {own().fingerprint})
        if seen.is_genuine:  # within the seal itself, where it means the same
            assert begin < at < end
            assert seen == sealed.look(good, {own().fingerprint})


def test_the_seal_is_written_in_one_way_and_its_room_is_empty():
    good = report()
    begin, end = good.index(b"/Contents <") + 11, good.index(b">", good.index(b"/Contents <"))
    lower = good[:begin] + good[begin:end].lower() + good[end:]
    filled = good[: end - 2] + b"FF" + good[end:]

    for changed in (lower, filled):
        seen = sealed.look(changed, {own().fingerprint})
        assert "another form" in seen.refusals[0]


def test_the_frozen_content_is_attached_once_and_under_its_name():
    other = ATTACH.replace(b"snapshot.json", b"other.json")

    both = sealed.look(
        own().on(pdf(TEMPLATE + ATTACH + other), organisation="x"), {own().fingerprint}
    )
    none = sealed.look(own().on(pdf(TEMPLATE + other), organisation="x"), {own().fingerprint})

    assert both.is_genuine
    assert "0 files are attached" in none.refusals[0]


def test_a_list_of_attached_files_without_an_end_is_refused():
    writer = IncrementalPdfFileWriter(BytesIO(pdf()))
    tree = generic.DictionaryObject()
    tree["/Kids"] = generic.ArrayObject([writer.add_object(tree)])
    writer.root["/Names"]["/EmbeddedFiles"] = tree
    writer.update_root()
    out = BytesIO()
    writer.write(out)

    seen = sealed.look(own().on(out.getvalue(), organisation="x"), {own().fingerprint})

    assert "makes no sense" in seen.refusals[0]


@pytest.mark.parametrize("use", ["any", "digital_signature", "content_commitment"])
def test_a_certificate_of_the_organisation_seals_with_rsa_too(use):
    key = rsa.generate_private_key(65537, 2048)
    seal = Seal.read(pem(key, issued(key, use=use)), at=NOW)

    seen = sealed.look(seal.on(pdf(), organisation="Klinik Nord"), {seal.fingerprint})

    assert seen.is_genuine, seen.refusals
    assert Seal.read(seal.to_pem(), at=NOW).fingerprint == seal.fingerprint


def stamper():
    key = rsa.generate_private_key(65537, 2048)
    certificate = issued(key, stamps=True)
    return DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        certs_to_embed=SimpleCertificateStore(),
    )


def test_a_time_stamp_authority_may_state_the_time():
    stamped = own().on(pdf(), organisation="x", stamper=stamper())

    seen = sealed.look(stamped, {own().fingerprint})
    assert seen.is_genuine, seen.refusals
    assert "by a time-stamp authority" in seen.steps[1].words


def bad(kind: str) -> bytes:
    p256 = partial(ec.generate_private_key, ec.SECP256R1())
    make, changes = {
        "expired": (p256, {"ends": NOW - timedelta(hours=1)}),
        "use": (p256, {"use": "key_encipherment"}),
        "curve": (partial(ec.generate_private_key, ec.SECP384R1()), {}),
        "short": (partial(rsa.generate_private_key, 65537, 1024), {}),
        "ed25519": (ed25519.Ed25519PrivateKey.generate, {}),
        "other": (p256, {}),
    }[kind]
    key = make()
    return pem(key, issued(p256() if kind == "other" else key, **changes))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("expired", "valid until 2026-11-27"),
        ("use", "not one for signatures"),
        ("curve", "neither P-256"),
        ("short", "neither P-256"),
        ("ed25519", "neither P-256"),
        ("other", "not that of the private key"),
    ],
)
def test_what_cannot_seal_is_refused_in_words(kind, words, tmp_path):
    (tmp_path / "seals").mkdir()
    (tmp_path / "seals" / "u.pem").write_bytes(bad(kind))

    with pytest.raises(NoSeal, match=words) as caught:
        seals.of(tmp_path, "u", "Klinik Nord", at=NOW)
    assert "u.pem" in str(caught.value)


def test_what_is_no_key_and_certificate_is_refused():
    with pytest.raises(NoSeal, match="no private key"):
        Seal.read(b"nothing", at=NOW)


def test_a_seal_is_made_once_for_each_organisation_and_only_its_owner_reads_it(tmp_path):
    first = seals.of(tmp_path, "u", "Klinik " * 20, at=NOW)
    again = seals.of(tmp_path, "u", "Klinik", at=NOW)

    assert first.fingerprint == again.fingerprint
    assert (tmp_path / "seals" / "u.pem").stat().st_mode & 0o777 == 0o600
