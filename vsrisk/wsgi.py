"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from vsrisk.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsrisk.settings")

celery_app.set_default()
application = get_wsgi_application()
