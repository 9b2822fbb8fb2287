"""The pages run on a small collection of known examples."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.factory import FEATURES

SHELL = Path(__file__).parents[2] / "pages" / "shell.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def scan_packages_once() -> None:
    """Each run of an ``AppTest`` looks through all packages for components: 0.4 s."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the collection that the pages read, beside an empty store."""
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    return path


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
