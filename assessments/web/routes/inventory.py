"""Routes: inventory."""

from django.urls import path

from assessments.web import assets, drift, inventory

UPLOAD = "inventory/uploads/<int:upload>/"

urlpatterns = [
    path("inventory/", assets.assets, name="inventory"),
    path("inventory/assets/<int:asset>/", assets.asset, name="asset"),
    path("inventory/findings/", inventory.findings, name="findings"),
    path("inventory/imports/new/", inventory.import_new, name="import-new"),
    path("inventory/imports/", inventory.imports, name="import-list"),
    path(UPLOAD, inventory.upload, name="upload"),
    path(f"{UPLOAD}progress/", inventory.upload_progress, name="upload-progress"),
    path(f"{UPLOAD}apply/", inventory.upload_apply, name="upload-apply"),
    path(f"{UPLOAD}cancel/", inventory.upload_cancel, name="upload-cancel"),
    path("inventory/imports/<int:imported>/", inventory.imported, name="import"),
    path("inventory/imports/<int:imported>/drift/", drift.drift, name="import-drift"),
    path("assessments/<int:number>/import/reassess/", drift.reassess, name="import-reassess"),
    path("assessments/<int:number>/import/pin/", inventory.pin, name="import-pin"),
]
