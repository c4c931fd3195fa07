#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from vsrisk.celery import app as celery_app


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsrisk.settings")
    celery_app.set_default()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
