"""The fonts that stand in for Streamlit's have every icon and letter that a page shows."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from geodata.collection.facets import FACETS
from geodata.collection.vocabulary import POST_KINDS
from pages.common.site_map import PAGES
from pages.middleware.build_fonts import FOLDER, ICONS, LETTERS, icon_names, original
from pages.middleware.preload import STATIC

ROOT = Path(__file__).parents[2]
HINT = "an icon is missing from the font: run `make fonts`"


@pytest.fixture(scope="module")
def icons() -> set[str]:
    """The names of the icons that browsers get."""
    return set(icon_names(TTFont(FOLDER / original(ICONS).name)))


@pytest.fixture(scope="module")
def all_icons() -> set[str]:
    """The names of the icons in Streamlit's own font."""
    return set(icon_names(TTFont(original(ICONS))))


@cache
def texts_in_code() -> frozenset[str]:
    """Every text constant of our code, the parts of f-strings too."""
    paths = (path for name in ("pages", "geodata") for path in (ROOT / name).rglob("*.py"))
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return frozenset(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_every_icon_that_the_code_names_is_there(icons: set[str]):
    named = {name for text in texts_in_code() for name in re.findall(r":material/(\w+):", text)}
    assert len(named) > 30
    assert named <= icons, HINT


def test_every_text_that_may_be_part_of_an_icons_name_is_there(
    icons: set[str], all_icons: set[str]
):
    assert {text for text in texts_in_code() if text in all_icons} <= icons, HINT


def test_the_icons_of_vocabularies_and_pages_are_there(icons: set[str]):
    terms = [*POST_KINDS.values(), *(t for f in FACETS.values() for t in f.terms().values())]
    named = {term.icon for term in terms if getattr(term, "icon", "")}
    named |= {page.icon.removeprefix(":material/").removesuffix(":") for page in PAGES}
    assert named <= icons, HINT


def test_streamlits_own_icons_are_there(icons: set[str], all_icons: set[str]):
    scripts = (path.read_text(encoding="utf-8") for path in STATIC.glob("static/js/*.js"))
    named = {name for text in scripts for name in re.findall(r":material/(\w+):", text)}
    assert named & all_icons <= icons, HINT


def test_the_letters_of_our_languages_are_there():
    letters = TTFont(FOLDER / original(LETTERS).name).getBestCmap()
    needed = "ABCÅÄÖåäöéüŧŋđšžčáǥ0123456789 –—”’…•‹›→×≤€✓"
    full = TTFont(original(LETTERS)).getBestCmap()
    assert {ord(x) for x in needed} & set(full) <= set(letters)


def test_they_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.woff2")) < 90_000
