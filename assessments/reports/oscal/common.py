"""What both OSCAL documents share: identifiers, texts, metadata, parties, resources."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from assessments.reports.document import Document
from assessments.reports.view import ROLES, Signature, Signing
from assessments.verifier import canonical

Value: TypeAlias = dict[str, Any]  # an object of OSCAL in JSON

OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:vsrisk:oscal:v1"
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """A frozen document, its digest and who signed it."""

    document: Document
    digest: str
    signing: Signing

    @classmethod
    def of(cls, content: bytes, signing: Signing) -> "Source":
        """
        Return the source that a snapshot is.

        Raises:
            canonical.NotCanonical, records.NotADocument: *content* is not a document.
        """
        return cls(Document.from_json(content), canonical.digest(content), signing)

    def uuid(self, kind: str, *names: object) -> str:
        """Return the UUID of something in this document, the same at each export."""
        return str(uuid5(NAMESPACE_URL, "/".join([NAMESPACE, self.digest, kind, *map(str, names)])))


def line(text: str) -> str:
    """Return *text* as one line without blanks at its ends, as OSCAL asks for."""
    return _BREAKS.sub(" ", text).strip()


def told(*texts: str) -> str:
    """Return the first of some texts that says something."""
    return next((text.strip() for text in texts if text.strip()), "Not stated.")


def props(**found: object) -> list[Value]:
    """Return properties of ours, without those that say nothing; `_` in names becomes `-`."""
    return [
        {"name": name.replace("_", "-"), "ns": NAMESPACE, "value": line(str(value))}
        for name, value in found.items()
        if value is not None and line(str(value))
    ]


def filled(value: Value) -> Value:
    """Return an object without its empty lists, which OSCAL does not allow."""
    return {name: each for name, each in value.items() if each not in ([], None)}


def metadata(source: Source, title: str) -> Value:
    """Return who made what when, and who signed."""
    assessed = source.document.assessment
    signed = source.signing.signatures
    return filled(
        {
            "title": line(f"{title}: {assessed.title}") or title,
            "last-modified": max([assessed.frozen_at, *(one.signed_at for one in signed)]),
            "version": f"{assessed.key} revision {assessed.revision}",
            "oscal-version": OSCAL_VERSION,
            "props": props(
                snapshot_sha256=source.digest,
                previous_sha256=assessed.previous_digest,
                sign_off=source.signing.state,
                catalogue_edition=source.document.edition.id,
                structured_after="ISO/IEC 21878:2018",
            ),
            "roles": [
                {"id": id_of(role), "title": title}
                for role, title in {**ROLES, "action_owner": "Owner of an action"}.items()
            ],
            "parties": list(_parties(source)),
            "responsible-parties": [
                {"role-id": id_of(role), "party-uuids": [source.uuid("person", person)]}
                for role, person in named(source)
            ],
        }
    )


def id_of(role: str) -> str:
    """Return a role as an OSCAL token."""
    return role.replace("_", "-")


def named(source: Source) -> Iterator[tuple[str, str]]:
    """Yield role and person of each who is named to sign."""
    assessed = source.document.assessment
    people = zip(ROLES, (assessed.lead, assessed.risk_owner, assessed.approver), strict=True)
    yield from ((role, person) for role, person in people if person)


def _parties(source: Source) -> Iterator[Value]:
    organisation = source.document.organisation
    yield {
        "uuid": source.uuid("organisation"),
        "type": "organization",
        "name": told(line(organisation.name)),
    }
    for person in source.document.people:
        yield {
            "uuid": source.uuid("person", person.uuid),
            "type": "person",
            "name": told(line(person.name)),
            "member-of-organizations": [source.uuid("organisation")],
        }


def engine(source: Source) -> Value:
    """Return the component that computed the levels."""
    return {
        "uuid": source.uuid("engine"),
        "type": "software",
        "title": "vsrisk",
        "description": "The application that computed the levels from the frozen inputs.",
        "props": props(method=_method(source)),
        "status": {"state": "operational"},
    }


def _method(source: Source) -> str:
    method: Any = source.document.criteria.method
    return f"{method.get('id')} version {method.get('version')}" if method else ""


def resources(source: Source) -> Value:
    """Return the frozen content, the inventories and the evidence, each by its SHA-256."""
    document = source.document
    assessed = document.assessment
    snapshot = _resource(
        source, "snapshot", "", f"{assessed.key} revision {assessed.revision}", source.digest
    )
    imports = (
        _resource(source, "import", one.sha256, one.file_name, one.sha256)
        for one in document.imports
    )
    files = {one.sha256: one for one in document.evidence}
    evidence = (
        _resource(source, "evidence", sha, one.name, sha, one.content_type)
        for sha, one in files.items()
    )
    return {"resources": [snapshot, *imports, *evidence]}


def _resource(
    source: Source, kind: str, name: str, title: str, sha256: str, media_type: str = ""
) -> Value:
    link: Value = {
        "href": f"urn:sha256:{sha256}",
        "media-type": media_type or None,
        "hashes": [{"algorithm": "SHA-256", "value": sha256}],
    }
    return {
        "uuid": source.uuid(kind, name),
        "title": told(line(title)),
        "props": props(kind=kind),
        "rlinks": [filled(link)],
    }


def signers(signing: Signing) -> Iterable[Signature]:
    """Return the signatures in the order of the roles."""
    order = list(ROLES)
    return sorted(signing.signatures, key=lambda one: order.index(one.role))
