"""The palette: Python's colours are those of Streamlit's theme."""

import re
import tomllib

import pytest

from geodata import palette
from geodata.settings import ROOT

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("primaryColor", palette.SPRUCE),
        ("backgroundColor", palette.WHITE),
        ("textColor", palette.INK),
        ("grayTextColor", palette.SLATE),
    ],
)
def test_the_theme_has_the_same_colour(name: str, colour: str):
    assert THEME["light"][name] == colour


def test_no_other_module_of_geodata_spells_a_colour():
    allowed = {"palette.py", "vocabulary.py"}
    for file in ROOT.glob("geodata/**/*.py"):
        codes = re.findall(r"#[0-9a-fA-F]{6}\b", file.read_text(encoding="utf-8"))
        assert file.name in allowed or not codes, file
