"""The scripts of others that are copied into the tree: their versions and their licences."""

import json

import pytest

from pages.viewer.assets import VENDOR, bundle

PACKAGES: dict[str, str] = json.loads((VENDOR / "package.json").read_text("utf-8"))["dependencies"]
LOCK = json.loads((VENDOR / "package-lock.json").read_text("utf-8"))["packages"]


@pytest.mark.parametrize("name", PACKAGES)
def test_each_has_a_locked_version_and_its_licence(name: str):
    entry = LOCK[f"node_modules/{name}"]
    assert entry["version"] == PACKAGES[name]
    assert entry["integrity"].startswith("sha512-")
    assert [path.name for path in (VENDOR / name).glob("*LICEN[CS]E*")]


def test_the_copied_leaflet_is_the_one_that_is_locked():
    first_lines = (VENDOR / "leaflet" / "leaflet.js").read_text("utf-8")[:200]
    assert f"Leaflet {PACKAGES['leaflet']}," in first_lines


def test_the_map_tells_the_licences_that_ask_for_it():
    script = bundle("map.js").plain.decode()
    assert "Vladimir Agafonkin" in script
    assert "Dave Leaver" in script
    assert "The above copyright notice and this\n * permission notice shall be included" in script
