"""The API keeps what its own description promises, whatever is asked of it."""

import json
import tempfile
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis import Case

from geodata.api.app import create
from geodata.bank import Bank
from geodata.database.store import Store
from tests.factory import FEATURES

FOLDER = Path(tempfile.mkdtemp())
(FOLDER / "ideas.geojson").write_text(
    json.dumps({"type": "FeatureCollection", "features": FEATURES}), encoding="utf-8"
)
APP = create(Bank(FOLDER / "ideas.geojson", Store(f"sqlite:///{FOLDER / 'store.sqlite'}")))
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


def test_the_description_is_valid_openapi_3_0():
    assert schema.raw_schema["openapi"].startswith("3.0")
    validate(schema.raw_schema)


@schema.parametrize()
@settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_address_keeps_its_promises(case: Case):
    assert case.call_and_validate().status_code < 500
