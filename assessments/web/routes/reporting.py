"""Routes: reports."""

from django.urls import path

from assessments.web import accesses, audit, exports, reporting

ONE = "assessments/<int:number>/"

urlpatterns = [
    path(f"{ONE}report/", reporting.page, name="report"),
    path(f"{ONE}report/render/", reporting.ask, name="report-render"),
    path(f"{ONE}report/progress/", reporting.progress, name="report-progress"),
    path(f"{ONE}report/<int:report>.pdf", reporting.file, name="report-file"),
    path(f"{ONE}revisions/<int:revision>.json", reporting.snapshot, name="snapshot-file"),
    path(
        f"{ONE}revisions/<int:revision>/export/<str:form>",
        exports.revision,
        name="revision-export",
    ),
    path(f"{ONE}audit/", audit.page, name="audit"),
    path(f"{ONE}audit/draw/", audit.draw, name="audit-draw"),
    path(f"{ONE}audit/remark/", audit.remark, name="audit-remark"),
    path(f"{ONE}audit/remarks/<int:remark>/", audit.answer, name="audit-answer"),
    path(f"{ONE}audit/everything.zip", accesses.everything, name="audit-everything"),
    path(f"{ONE}audit/sample.csv", audit.sample, name="audit-sample"),
    path(f"{ONE}compare/", reporting.compare, name="compare"),
]
