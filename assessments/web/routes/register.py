"""Routes: register, risk, matrix."""

from django.urls import path

from assessments.web import by_hand, exports, matrix, register, risk

ONE = "assessments/<int:number>/"
RISK = f"{ONE}risks/<int:risk>/"

urlpatterns = [
    path(f"{ONE}risks/", register.page, name="register"),
    path(f"{ONE}risks/export.<str:kind>", exports.register, name="register-export"),
    path(f"{ONE}risks/new/", by_hand.new, name="risk-new"),
    path(f"{ONE}risks/confirm/", register.confirm, name="risks-confirm"),
    path(f"{ONE}risks/owner/", register.give_owner, name="risks-owner"),
    path(f"{ONE}risks/treatment/", register.treat, name="risks-treatment"),
    path(RISK, risk.page, name="risk"),
    path(f"{RISK}row/", register.row, name="register-row"),
    path(f"{RISK}rate/", register.rate, name="risk-rate"),
    path(f"{RISK}override/", risk.override, name="risk-override"),
    path(f"{RISK}owner/", risk.owner, name="risk-owner"),
    path(f"{RISK}dismiss/", risk.dismiss, name="risk-dismiss"),
    path(f"{ONE}matrix/", matrix.page, name="matrix"),
    path(f"{ONE}rescore/", register.rescore, name="rescore"),
]
