"""Tables and the rules the database keeps."""

from assessments.models.access import AuditorAccess
from assessments.models.assessment import Assessment, PinnedImport, TeamMember
from assessments.models.audit import AuditEvent
from assessments.models.checklist import Answer, Evidence, PhaseClosed, Settlement, TaskDone
from assessments.models.groups import AssetGroup, Domain, Placement
from assessments.models.inventory import (
    Asset,
    AssetEdge,
    AssetState,
    CheckOutcome,
    Finding,
    Import,
    Upload,
)
from assessments.models.ledger import (
    Checkpoint,
    LedgerEntry,
    NotaryKey,
    Receipt,
    SigningKey,
)
from assessments.models.losses import DomainEstimate, LossEstimate, LossResult
from assessments.models.method import MethodVersion
from assessments.models.organisation import ApiToken, Invitation, Membership, Organisation, Role
from assessments.models.origin import Origin
from assessments.models.person import Person
from assessments.models.remark import Remark
from assessments.models.risk import Risk, Score
from assessments.models.run import Run
from assessments.models.signoff import IncidentNote, ReportFile, Revision, Signature, Snapshot
from assessments.models.treatment import Acceptance, ActionRisk, Treatment, TreatmentAction
from assessments.models.trust_gap import TrustGap

__all__ = [
    "Acceptance",
    "ActionRisk",
    "Answer",
    "ApiToken",
    "Assessment",
    "Asset",
    "AssetEdge",
    "AssetGroup",
    "AssetState",
    "AuditEvent",
    "AuditorAccess",
    "CheckOutcome",
    "Checkpoint",
    "Domain",
    "DomainEstimate",
    "Evidence",
    "Finding",
    "Import",
    "IncidentNote",
    "Invitation",
    "LedgerEntry",
    "LossEstimate",
    "LossResult",
    "Membership",
    "MethodVersion",
    "NotaryKey",
    "Organisation",
    "Origin",
    "Person",
    "PhaseClosed",
    "PinnedImport",
    "Placement",
    "Receipt",
    "Remark",
    "ReportFile",
    "Revision",
    "Risk",
    "Role",
    "Run",
    "Score",
    "Settlement",
    "Signature",
    "SigningKey",
    "Snapshot",
    "TaskDone",
    "TeamMember",
    "Treatment",
    "TreatmentAction",
    "TrustGap",
    "Upload",
]
