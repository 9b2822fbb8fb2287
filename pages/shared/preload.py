"""Tells the browser at once what the map page will need, so that nothing is waited for in turn.

Streamlit loads the code of each kind of widget when the first one is to be drawn, and the map's
frame loads its scripts one after another. Named in the page's head, they are fetched while
Streamlit itself starts: measured, the map is there in about two thirds of the time.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import streamlit

from pages.shared.layers import addresses

WIDGETS = (
    "Button",
    "ButtonGroup",
    "Checkbox",
    "ComponentInstance",
    "Html",
    "Multiselect",
    "Pagination",
    "Slider",
    "TextInput",
)
"""Streamlit's names for the code of what the map page draws."""

STATIC = Path(streamlit.__file__).parent / "static"
# Found, not imported: a component that is declared before Streamlit runs is never served.
COMPONENT = find_spec("streamlit_folium")
FRAME = Path(str(COMPONENT and COMPONENT.origin)).parent / "frontend" / "build"
IMPORTS = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def links() -> bytes:
    """Return the ``<link>`` elements for the page's head, as UTF-8.

    A name that this version of Streamlit does not have is passed over: the page is then slower,
    never broken.
    """
    head = [f'<link rel="modulepreload" href="./static/js/{name}">' for name in _modules()]
    frame = (path.relative_to(FRAME).as_posix() for path in FRAME.glob("static/js/main.*.js"))
    component = [f"component/streamlit_folium.st_folium/{path}" for path in frame]
    head += [f'<link rel="prefetch" href="./{path}">' for path in (*component, *addresses())]
    return "".join(head).encode()


def _modules() -> list[str]:
    """The widgets' code and all that it imports, less what the page already names."""
    found: dict[str, None] = {}
    named = (STATIC / "index.html").read_text(encoding="utf-8")
    waiting = [path.name for widget in WIDGETS for path in STATIC.glob(f"static/js/{widget}.*.js")]
    while waiting:
        name = waiting.pop()
        if name not in found and name not in named:
            found[name] = None
            text = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
            waiting += IMPORTS.findall(text)
    return list(found)
