"""The Celery application; its settings are in `vsrisk.settings`, prefix CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsrisk.settings")

app = Celery("vsrisk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["assessments"])
