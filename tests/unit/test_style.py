"""The style sheets: a slip swallows no rule, and colours come from one palette."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import tinycss2

from tests.server import ROOT

SHEETS = sorted(p for p in (ROOT / "pages").rglob("*.css") if "vendor" not in p.parts)
VIEWER = ROOT / "pages" / "viewer" / "static"
PALETTE = dict(re.findall(r"--sk-(\w+): (#\w{6});", (VIEWER / "palette.css").read_text("utf-8")))


def faults(css: str) -> list[str]:
    """Return what a parser cannot read, and rules inside rules: a brace is missing before them."""
    unclosed = ["a brace is missing"] if css.count("{") != css.count("}") else []
    return unclosed + _faults(tinycss2.parse_stylesheet(css), inside=False)


def _faults(nodes: list[tinycss2.ast.Node], *, inside: bool) -> list[str]:
    messages: list[str] = []
    for node in nodes:
        if node.type == "error":
            messages.append(f"line {node.source_line}: {node.message}")
        elif node.type == "declaration":
            messages += _faults(node.value, inside=inside)
        elif node.type in ("qualified-rule", "at-rule"):
            if inside:
                messages.append(f"line {node.source_line}: a rule inside a rule")
            content = tinycss2.parse_blocks_contents(node.content or [])
            messages += _faults(content, inside=node.type == "qualified-rule")
    return messages


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_parser_reads_the_whole_sheet(sheet: Path):
    assert faults(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_streamlit_keeps_the_sheet(sheet: Path):
    # It drops a style element with a less-than sign in it, silently.
    assert "<" not in sheet.read_text("utf-8")


@pytest.mark.parametrize(
    "css",
    [
        ".a { color: red",
        ".a { color: red } }",
        ".a { color: red; .b { top: 0 } }",
        "@media print { .a { top: 0; .b { top: 0 } }",
        ".a { color red }",
        ".a { top: ) }",
    ],
)
def test_a_slip_is_found(css: str):
    assert faults(css) != []


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
            },
        ),
        (
            "dark",
            {
                "backgroundColor": "night",
                "textColor": "mist",
                "linkColor": "meadow",
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


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2.1 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_is_seen(theme: str):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    colours = config["theme"][theme]
    for background in (colours["backgroundColor"], colours["sidebar"]["backgroundColor"]):
        values = sorted((luminance(colours["borderColor"]), luminance(background)))
        assert (values[1] + 0.05) / (values[0] + 0.05) >= 3
