"""The pages run on a small collection of known examples."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.collection.geojson import dumps
from geodata.guides.guides import read_guides
from tests.app_test import SHELL, scan_packages_once
from tests.factory import FEATURES
from tests.shipped import SHIPPED

__all__ = ["scan_packages_once"]
Open = Callable[..., AppTest]


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the collection that the pages read, beside an empty store."""
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    return path


@cache
def _examples_of_guides() -> str:
    named = {i for guide in read_guides(SHIPPED.by_id.keys()).guides for i in guide.examples}
    return dumps(idea for idea in SHIPPED.ideas if idea.id in named)


@pytest.fixture
def guide_examples(collection: Path) -> Path:
    """The collection has all the examples that the guides name: a third of the real ones."""
    collection.write_text(_examples_of_guides())
    return collection


@pytest.fixture
def open_page(collection: Path) -> Open:
    """Open the map page, with query parameters as the browser would send them."""
    assert collection

    def run(**params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(SHELL), default_timeout=20)
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run
