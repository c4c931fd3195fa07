"""
Which tables the database guards, and why the others are not.

`migrations/sql/guards.sql` holds the triggers; a test walks the catalogue of
PostgreSQL and compares it with these lists.
"""

from collections.abc import Mapping

# changes only while its assessment is a draft
ONLY_IN_DRAFT = (
    "pinnedimport",
    "teammember",
    "domain",
    "placement",
    "assetgroup",
    "risk",
    "score",
    "answer",
    "settlement",
    "evidence",
    "taskdone",
    "phaseclosed",
    "treatment",
    "treatmentaction",
    "actionrisk",
    "acceptance",
    "lossestimate",
    "domainestimate",
    "trustgap",
)

# rows are only ever added
ONLY_ADDED = (
    "auditevent",
    "import",
    "asset",
    "assetstate",
    "assetedge",
    "checkoutcome",
    "finding",
    "snapshot",
    "signature",
    "lossresult",
    "methodversion",
    "origin",
    "ledgerentry",
    "checkpoint",
    "notarykey",
    "incidentnote",
    "remark",
    "auditoraccess",
)

# has its own triggers
BY_STATE = ("assessment", "revision", "signingkey", "reportfile")

NOT_GUARDED: Mapping[str, str] = {
    "person": "names and addresses change; signatures carry the name as it was",
    "organisation": "its name may change",
    "membership": "roles change; each change is in the trail",
    "invitation": "is accepted or withdrawn",
    "apitoken": "is used and revoked",
    "upload": "an attempt moves through its states; what was applied is in import",
    "run": "background work moves through its states",
    "receipt": "a letter waits and is sent",
}
