#!/bin/sh
# Make the ledger key the first time and tell the database its public part; then seal ledgers.
set -eu
python manage.py notary
exec python -m celery --app vsrisk worker --loglevel WARNING \
  --pool solo --queues notary --hostname notary@%h
