"""What tests that run a page with Streamlit's ``AppTest`` share."""

from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

SHELL = Path(__file__).parents[1] / "pages" / "shell.py"


@pytest.fixture(scope="session", autouse=True)
def scan_packages_once() -> None:
    """Each run of an ``AppTest`` looks through all packages for components: 0.4 s."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
