"""Routes: signing keys, the ledger, bundles."""

from django.urls import path

from assessments.web import key_pages, ledger

urlpatterns = [
    path("keys/", key_pages.page, name="keys"),
    path("keys/make/", key_pages.make, name="key-make"),
    path("keys/offer/", key_pages.offer, name="key-offer"),
    path("keys/bring/", key_pages.bring, name="key-bring"),
    path("keys/bytes/", key_pages.statement_bytes, name="statement-bytes"),
    path("keys/<int:signing_key>/statement/", key_pages.statement, name="key-statement"),
    path("keys/<int:signing_key>/vouch/", key_pages.vouch, name="key-vouch"),
    path("keys/<int:signing_key>/withdraw/", key_pages.withdraw, name="key-withdraw"),
    path("keys/<int:signing_key>/revoke/", key_pages.revoke, name="key-revoke"),
    path("ledger/", ledger.page, name="ledger"),
    path("ledger/ledger.jsonl", ledger.file, name="ledger-file"),
    path("ledger/checkpoint.txt", ledger.checkpoint, name="checkpoint-file"),
    path(
        "assessments/<int:number>/revisions/<int:revision>/bundle/",
        ledger.bundle,
        name="bundle-file",
    ),
]
