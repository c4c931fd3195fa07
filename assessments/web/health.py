"""Is the process alive, and can it do its work."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from kombu import Connection

from assessments.jobs import IMPATIENT
from assessments.queries import health


def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> JsonResponse:
    failing, degraded = [], []
    try:
        if _migrations_missing():
            failing.append("migrations are missing: run manage.py migrate as the owner")
        elif health.may_write_frozen():
            failing.append("the application's database role may change frozen rows")
        else:
            degraded += health.lagging(at=timezone.now())
    except DatabaseError:
        failing.append("the database does not answer")
    if not _broker_answers():
        degraded.append("the broker does not answer: scores and imports follow later")
    state = "failing" if failing else "degraded" if degraded else "ready"
    return JsonResponse(
        {"state": state, "problems": failing + degraded}, status=503 if failing else 200
    )


def _migrations_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _broker_answers() -> bool:
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=IMPATIENT) as broker:
            broker.ensure_connection(max_retries=0)
    except Exception:  # noqa: BLE001  kombu's transports raise what they like; all mean "no"
        return False
    return True
