"""``<link rel=preload>`` tags for the map's frame, scripts and layers.

Streamlit loads the code that makes the map's frame when the frame is to be drawn, and the frame
then loads its own scripts and layers. Named in the page's head, they are fetched while Streamlit
itself starts. Measured: naming the other widgets' code too only delays that start.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pages.viewer.assets import addresses

FRAME_CODE = "ComponentInstance"
"""Begins the file name of Streamlit's code that draws a component's frame."""


def _folder(package: str) -> Path:
    # Found, not imported: a component that is declared before Streamlit runs is never served.
    spec = find_spec(package)
    return Path(str(spec and spec.origin)).parent


STATIC = _folder("streamlit") / "static"
FRAME = _folder("streamlit_folium") / "frontend" / "build"
IMPORTS = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def links() -> bytes:
    """Return the ``<link>`` elements for the page's head, as UTF-8.

    A file that this version of Streamlit lacks is left out: the page is then slower, never broken.
    """
    head = [f'<link rel="modulepreload" href="./static/js/{name}">' for name in _modules()]
    frame = (path.relative_to(FRAME).as_posix() for path in FRAME.glob("static/js/main.*.js"))
    component = [f"component/streamlit_folium.st_folium/{path}" for path in frame]
    head += [f'<link rel="prefetch" href="./{path}">' for path in (*component, *addresses())]
    return "".join(head).encode()


def _modules() -> list[str]:
    """Return the frame's code and all that it imports, less what the page already names."""
    modules: dict[str, None] = {}
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    waiting = [path.name for path in STATIC.glob(f"static/js/{FRAME_CODE}.*.js")]
    while waiting:
        name = waiting.pop()
        if name not in modules and name not in page:
            modules[name] = None
            text = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
            waiting += IMPORTS.findall(text)
    return list(modules)
