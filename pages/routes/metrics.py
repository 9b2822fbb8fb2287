"""``/metrics`` for Prometheus: the process, its responses, the collection and the database."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.bank import open_bank
from geodata.settings import settings

EXAMPLES = Gauge("servicekartan_examples", "Published examples")
PROBLEMS = Gauge("servicekartan_problems", "Examples that are left out")
DATABASE = Gauge("servicekartan_database_up", "1 if the database answers")


def send_metrics(_: Request) -> Response:
    """Answer ``/metrics``, if the settings allow it."""
    if not settings().metrics:
        return PlainTextResponse("Set SERVICEKARTAN_METRICS=true to see metrics.", 404)
    bank = open_bank()
    collection = bank.current().collection
    EXAMPLES.set(len(collection.ideas))
    PROBLEMS.set(len(collection.errors))
    try:
        bank.store.version("ideas")
        DATABASE.set(1)
    except SQLAlchemyError:
        DATABASE.set(0)
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return Response(generate_latest(), headers=headers)


ROUTES: list[BaseRoute] = [Route("/metrics", send_metrics)]
