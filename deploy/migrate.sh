#!/bin/sh
# Bring the database to this release as its owner, then give the application its rights.
# Anything that fails here keeps web, worker and sweep from starting.
set -eu
python manage.py migrate --database owner --no-input
python manage.py grant_application --database owner
