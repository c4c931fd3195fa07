"""A frozen revision for other tools: register, statement of applicability, OSCAL."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import catalogue
from assessments.models import Revision
from assessments.permissions import Refused
from assessments.queries import register_export
from assessments.queries.signed import signing_of
from assessments.reports import register_table, soa
from assessments.reports.document import Document
from assessments.reports.oscal.poam import NothingPlanned, plan_of_action
from assessments.reports.oscal.results import assessment_results

CSV, JSON = "text/csv; charset=utf-8", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTROLS = "iso_27002_2022"  # the name of the list in the catalogue


@dataclass(frozen=True, slots=True)
class Form:
    """One form of export: what it is called, its media type, and what writes it."""

    title: str | Promise
    media: str
    write: Callable[[Revision], bytes]


def export(revision: Revision, name: str) -> bytes:
    """
    Return a frozen revision in the form *name*, a key of `FORMS`.

    Raises:
        Refused: the form has nothing to say of it.
    """
    return FORMS[name].write(revision)


def name_of(revision: Revision, form: str) -> str:
    """Return the name of the file."""
    return f"{revision.assessment.key}-r{revision.number}-{form}"


def oscal_results(revision: Revision) -> bytes:
    """Return OSCAL assessment results as JSON."""
    return orjson.dumps(assessment_results(_content(revision), signing_of(revision)))


def oscal_plan(revision: Revision) -> bytes:
    """
    Return an OSCAL plan of action and milestones as JSON.

    Raises:
        Refused: nothing is left to be done.
    """
    try:
        made = plan_of_action(_content(revision), signing_of(revision))
    except NothingPlanned as error:
        raise Refused(
            _("There is no plan of action: every risk is accepted or dismissed.")
        ) from error
    return orjson.dumps(made)


def applicability(revision: Revision) -> bytes:
    """Return the statement of applicability as CSV."""
    document = Document.from_json(_content(revision))
    items = catalogue.load(document.edition.id).items
    controls = {code: tuple(item.mappings.get(CONTROLS, ())) for code, item in items.items()}
    return soa.to_csv(soa.rows_of(document, controls))


def _content(revision: Revision) -> bytes:
    return bytes(revision.snapshot.content)


def _csv(revision: Revision) -> bytes:
    return b"".join(register_table.csv_stream(register_export.frozen_rows(revision.snapshot)))


def _json(revision: Revision) -> bytes:
    return b"".join(register_table.json_stream(register_export.frozen_rows(revision.snapshot)))


def _xlsx(revision: Revision) -> bytes:
    out = io.BytesIO()
    register_table.write_xlsx(register_export.frozen_rows(revision.snapshot), out)
    return out.getvalue()


FORMS: Mapping[str, Form] = {
    "register.csv": Form(gettext_lazy("Register as CSV"), CSV, _csv),
    "register.xlsx": Form(gettext_lazy("Register as a workbook"), XLSX, _xlsx),
    "register.json": Form(gettext_lazy("Register as JSON"), JSON, _json),
    "soa.csv": Form(gettext_lazy("Statement of applicability as CSV"), CSV, applicability),
    "oscal-results.json": Form(gettext_lazy("OSCAL assessment results"), JSON, oscal_results),
    "oscal-poam.json": Form(gettext_lazy("OSCAL plan of action"), JSON, oscal_plan),
}
