"""The style sheets: every block is closed, and colours come from one palette."""

import re
import tomllib
from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest

from tests.server import ROOT

VIEWER = ROOT / "pages" / "viewer" / "static"
SHEETS = [ROOT / "pages" / "style.css", *sorted(VIEWER.glob("*.css"))]
PALETTE = dict(re.findall(r"--sk-(\w+): (#\w{6});", (VIEWER / "palette.css").read_text("utf-8")))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_block_is_closed_before_the_next_begins(sheet: Path):
    css = sheet.read_text(encoding="utf-8")
    deepest = 3 if "@keyframes" in css else 2
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in css))
    assert depths[-1] == 0
    assert max(depths) <= deepest, "a closing brace is missing before an @media"
    assert min(depths) == 0


def test_no_colour_is_written_in_two_places():
    sheets = [path.read_text("utf-8") for path in VIEWER.glob("*.css")]
    colours = Counter(re.findall(r"#[0-9a-f]{6}\b", "".join(sheets)))
    assert [colour for colour, count in colours.items() if count > 1] == []


@pytest.mark.parametrize(
    ("theme", "names"),
    [
        (
            "light",
            {
                "backgroundColor": "white",
                "textColor": "ink",
                "primaryColor": "spruce",
                "linkColor": "moss",
                "borderColor": "rime",
            },
        ),
        (
            "dark",
            {
                "backgroundColor": "night",
                "textColor": "mist",
                "linkColor": "meadow",
                "borderColor": "bark",
            },
        ),
    ],
)
def test_streamlits_theme_has_the_palettes_colours(theme: str, names: dict[str, str]):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    colours = config["theme"][theme]
    assert {name: colours[name] for name in names} == {
        name: PALETTE[colour] for name, colour in names.items()
    }
