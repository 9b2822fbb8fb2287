"""What several unit tests ask of the light routes: a client, and the collection behind it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.routes import embed, examples, favourites, feed, presentation, previews
from tests.app_test import scan_packages_once
from tests.factory import FEATURES, Feature

__all__ = ["scan_packages_once"]
Serve = Callable[..., TestClient]


@pytest.fixture
def serve(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Serve:
    """Return a client of the light routes on some features, or with None on the real collection."""

    def client(features: list[Feature] | None = FEATURES) -> TestClient:
        if features is not None:
            path = tmp_path / "ideas.geojson"
            path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
            monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
        else:
            # One bank for all: to index the real collection takes a second.
            store = tmp_path_factory.getbasetemp() / "shipped.sqlite"
            monkeypatch.setenv("SERVICEKARTAN_STORE", str(store))
        modules = (embed, feed, examples, favourites, previews, presentation)
        return TestClient(Starlette(routes=[r for module in modules for r in module.ROUTES]))

    for name in ("DATABASE_URL", "SERVICEKARTAN_ADDRESS", "SERVICEKARTAN_IDEAS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    return client
