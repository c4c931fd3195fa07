"""The answers of the REST door as its OpenAPI description tells them: schemas, nothing else."""

from typing import get_args

from rest_framework import serializers

from assessments.api import fields
from assessments.checks.base import Severity
from assessments.estate import Kind, Relation
from assessments.models import Assessment, Revision, Signature, TreatmentAction

SEVERITIES = get_args(Severity)
KINDS = [kind.value for kind in Kind]
RELATIONS = [relation.value for relation in Relation]


class Problem(serializers.Serializer[None]):
    """A refusal (RFC 9457)."""

    type = fields.text("Always about:blank: the status says what kind of problem it is.")
    title = fields.text("The kind of problem, in words.")
    status = fields.whole("The HTTP status.")
    detail = fields.text("What is wrong with this request.")
    errors = serializers.DictField(  # type: ignore[assignment]  # DRF has one of its own
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="With 400: every parameter that is wrong, and why.",
    )


class Root(serializers.Serializer[None]):
    """The collections of an organisation."""

    assessments = serializers.URLField(help_text="Address of the assessments.")
    assets = serializers.URLField(help_text="Address of the assets.")
    losses = serializers.URLField(help_text="Address of the losses of all assessments.")
    methods = serializers.URLField(help_text="Address of the methods.")
    schema = serializers.URLField(help_text="Address of this description.")


class AssessmentLine(serializers.Serializer[None]):
    """An assessment as the portfolio shows it."""

    number = fields.whole("Names the assessment in addresses.")
    key = fields.text("The number as people write it: A-4.")
    title = fields.text("Title.")
    status = fields.one_of(Assessment.Status.choices, "Where it stands.")
    revision = fields.whole("The revision that is current.")
    lead = fields.text("Who leads it.")
    is_example = fields.flag("Whether it is the worked example.")
    is_fresh = fields.flag("Whether the levels follow from all inputs; else they are computed.")
    levels = serializers.DictField(
        child=serializers.IntegerField(), help_text="Risks by current level, 1 to 5."
    )
    above_appetite = fields.whole("Risks whose current level is above the appetite.")
    without_level = fields.whole("Risks that have no level yet.")


class AssessmentWhole(serializers.Serializer[None]):
    """One assessment: scope, criteria, method, people."""

    number = fields.whole("Names the assessment in addresses.")
    key = fields.text("The number as people write it: A-4.")
    title = fields.text("Title.")
    status = fields.one_of(Assessment.Status.choices, "Where it stands.")
    revision = fields.whole("The revision that is current.")
    revision_reason = fields.text("Why this revision was opened.")
    scope_in = fields.text("What is in scope.")
    scope_out = fields.text("What is out of scope.")
    exclusions = serializers.ListField(
        child=serializers.JSONField(), help_text="Exclusions of the standard that were confirmed."
    )
    context = fields.text("Context.")  # type: ignore[assignment]  # DRF has its own
    edition = fields.text("The catalogue edition that it pins.")
    method = fields.free("The complete method: factors, caps, matrix.")
    criteria = fields.free("Thresholds, authority by level, currency.")
    lead = fields.text("Who leads it.", null=True)
    risk_owner = fields.text("Who signs as risk owner.", null=True)
    approver = fields.text("Who signs as approver.", null=True)
    created_at = fields.moment("When it was created.")
    is_example = fields.flag("Whether it is the worked example.")
    is_fresh = fields.flag("Whether the levels follow from all inputs; else they are computed.")


class Cell(serializers.Serializer[None]):
    """A cell of the inventory file that proves a finding."""

    sheet = fields.text("Sheet.")
    row = fields.whole("Row.", null=True)
    column = fields.text("Column.")
    value = fields.text("What it holds.", null=True)


class Finding(serializers.Serializer[None]):
    """Something that a check saw in a pinned import."""

    id = fields.whole("Number of the finding.")
    code = fields.text("The check that saw it.")
    severity = fields.one_of(SEVERITIES, "How much it weighs.")
    asset = fields.whole("The asset it is about.", null=True)
    label = fields.text("What it is about, in words.")  # type: ignore[assignment]  # DRF has its own
    evidence = Cell(many=True, help_text="The cells that prove it.")
    detail = fields.free("More, by the kind of check.")


class Asset(serializers.Serializer[None]):
    """An asset as its newest import describes it."""

    id = fields.whole("Names the asset in addresses.")
    kind = fields.one_of(KINDS, "What it is.")
    name = fields.text("Name.")
    is_placeholder = fields.flag("Whether others name it but no row describes it.")
    attributes = fields.free("What the file says of it.")
    sheet = fields.text("The sheet it was read from.")
    row = fields.whole("The row it was read from.", null=True)


class Dependency(serializers.Serializer[None]):
    """A dependency of an asset, seen from its side."""

    relation = fields.one_of(RELATIONS, "What ties the two.")
    needs_it = fields.flag("Whether the other needs this asset; else this one needs the other.")
    id = fields.whole("The asset at the other end.")
    kind = fields.one_of(KINDS, "What it is.")
    name = fields.text("Its name.")


class ImportLine(serializers.Serializer[None]):
    """An import that held an asset."""

    file_name = fields.text("Name of the file.")
    as_of = fields.moment("The day that ages are counted from.")


class AssetWhole(Asset):
    """One asset with the imports that held it and its findings."""

    source = fields.text("The management server it is known to.")  # type: ignore[assignment]  # DRF has its own
    native_id = fields.text("Its identity there.")
    imports = ImportLine(many=True, help_text="Imports that held it, the newest first.")
    findings = Finding(many=True, help_text="What the checks saw in the newest import.")


class Action(serializers.Serializer[None]):
    """A step of the treatment plan."""

    number = fields.whole("Number of the action.")
    key = fields.text("The number as people write it: T-3.")
    title = fields.text("What is to be done.")
    description = fields.text("More about it.")
    owner = fields.text("Who does it; blank when nobody is named.")
    owner_id = fields.whole("The same as a number, for `owner`.", null=True)
    due = fields.day("Until when.")
    cost_minor = fields.whole("Cost in cents of the currency in the criteria.", null=True)
    status = fields.one_of(TreatmentAction.Status.choices, "Where it stands.")
    items = fields.texts("Checklist items that it brings about.")
    risks = fields.texts("Keys of the risks that it treats.")


class AcceptedRisk(serializers.Serializer[None]):
    """A risk that was accepted with a signature."""

    risk = fields.text("Key of the risk.")
    level = fields.rank("The level that was accepted.")
    until = fields.day("Until when.")


class SignatureLine(serializers.Serializer[None]):
    """A signature under a frozen revision."""

    role = fields.one_of(Signature.Role.choices, "As what the person signed.")
    person = fields.text("Name, as it was then.")
    meaning = fields.text("The sentence that was signed.")
    comment = fields.text("What the person added.")
    accepted = AcceptedRisk(many=True, help_text="Risks that were accepted with it.")
    digest = fields.text("The fingerprint that the person saw.")
    keyid = fields.text("Fingerprint of the signing key; blank for signatures without one.")
    entry = fields.whole("Number of the entry in the ledger.", null=True)
    signed_at = fields.moment("When.")


class SignOff(serializers.Serializer[None]):
    """A revision that was frozen, and who signed it."""

    revision = fields.whole("Number of the revision.")
    status = fields.one_of(Revision.Status.choices, "What became of it.")
    digest = fields.text("SHA-256 of the frozen content.")
    submitted_at = fields.moment("When it was frozen.")
    signed_at = fields.moment("When the last signature was given.", null=True)
    return_reason = fields.text("Why it was returned.")
    signatures = SignatureLine(many=True, help_text="Signatures in their order.")
