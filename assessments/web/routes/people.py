"""Routes: people and tokens."""

from django.urls import path

from assessments.web import accesses, people, trails

urlpatterns = [
    path("people/", people.page, name="people"),
    path("people/invite/", people.invite, name="person-invite"),
    path(
        "people/invitations/<int:invitation>/withdraw/",
        people.withdraw,
        name="invitation-withdraw",
    ),
    path("people/<int:member>/roles/", people.roles, name="person-roles"),
    path("people/<int:member>/status/", people.status, name="person-status"),
    path("tokens/", people.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", people.token_revoke, name="token-revoke"),
    path("people/accesses/", accesses.page, name="accesses"),
    path("trail/", trails.of_organisation, name="organisation-trail"),
    path("trail/export/", trails.export_organisation, name="organisation-trail-export"),
]
