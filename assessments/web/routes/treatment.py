"""Routes: treatment."""

from django.urls import path

from assessments.web import leaders, treatment, what_if

ONE = "assessments/<int:number>/"
RISK = f"{ONE}risks/<int:risk>/"

urlpatterns = [
    path(f"{ONE}plan/", treatment.plan, name="plan"),
    path(f"{ONE}plan/new/", treatment.action_new, name="action-new"),
    path(f"{ONE}plan/<int:action>/", treatment.action_edit, name="action-edit"),
    path(f"{ONE}leaders/", leaders.page, name="leaders"),
    path(f"{ONE}leaders/<int:group>/decide/", leaders.decide, name="trust-gap-decide"),
    path(f"{ONE}what-if/", what_if.page, name="what-if"),
    path(f"{ONE}what-if/plan/", what_if.plan, name="what-if-plan"),
    path(f"{RISK}treatment/", treatment.choose, name="treatment"),
    path(f"{RISK}accept/", treatment.accept, name="acceptance"),
    path(f"{RISK}accept/withdraw/", treatment.withdraw, name="acceptance-withdraw"),
]
