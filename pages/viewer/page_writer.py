"""Writes a page of the light viewer: linked, for a server, or whole in one file.

A page is a template of ``viewer/`` filled with data. Its scripts find the data as JSON in the
element ``#data``:

``language``, ``kinds``, ``words``
    As the map takes them, see ``show`` in ``viewer/map.js``; ``words`` holds the panel's too.
``ideas``
    The examples in the order of the list, each as :func:`pages.common.example_view.selection` and
    :func:`pages.common.example_view.details` together.
``layers``
    The map's layers: addresses in a linked page, the layers themselves in a whole one.
``search``
    In a whole page the index that its own search reads, see ``TextIndex.to_data``; a linked page
    has none and asks the server's ``embed/hits``.
``home``
    The address of the full map with the same filter, or null where there is none.

Whatever else a template's script needs stands beside these.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from geodata.collection.idea import Idea
from pages.common import example_view
from pages.common.i18n import language, ngettext
from pages.common.links import permalink
from pages.viewer import assets

SCRIPTS = ("map.js", "viewer.js")
STYLES = ("map.css", "viewer.css")
LINKED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)

templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html", "xml"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def viewer_data(
    ideas: Iterable[Idea], home: str | None = None, root: str | None = None
) -> dict[str, Any]:
    """Return the data of a page that shows examples, in the language that is spoken.

    Parameters
    ----------
    ideas
        The examples, in the order of the list.
    home
        The address of the full map, from the page or absolute.
    root
        The address of the app's root, likewise; with it each example links to its own page.
    """
    told = [example_view.selection(idea) | example_view.details(idea) for idea in ideas]
    if root is not None:
        told = [idea | {"page": permalink(root, idea["id"], language())} for idea in told]
    everything = ngettext("{n} exempel", "{n} exempel", len(told))
    return {
        "language": language(),
        "kinds": example_view.kinds(),
        "words": example_view.map_words() | example_view.words() | {"all": everything},
        "ideas": told,
        "home": home,
    }


def script_json(data: Any) -> Markup:
    """Return JSON that may stand in a script element, whatever people have written in it."""
    safe = htmlsafe_json_dumps(data, ensure_ascii=False, separators=(",", ":"))
    return safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def linked(
    data: Mapping[str, Any],
    *,
    root: str = "",
    template: str = "viewer.html",
    scripts: Sequence[str] = SCRIPTS,
    styles: Sequence[str] = STYLES,
    **more: Any,
) -> str:
    """Return a page whose scripts, styles and layers the browser fetches and keeps.

    Parameters
    ----------
    data
        From :func:`viewer_data`, with whatever else the scripts need.
    root
        The way from the page to the app's root, such as ``"../"``.
    template
        A file of ``viewer/``.
    scripts, styles
        Keys of ``layers.BUNDLES``, in order.
    more
        What else the template names.
    """
    addresses = {name: root + assets.address(name) for name in assets.LAYERS}
    return templates.get_template(template).render(
        data=script_json({**data, "layers": addresses}),
        language=language(),
        policy=None,
        # The script asks for what lies around the land when the land is seen.
        preload=addresses["municipalities"],
        scripts=[{"address": root + assets.address("+".join(scripts))}],
        styles=[{"address": root + assets.address("+".join(styles))}],
        **more,
    )


def whole(
    data: Mapping[str, Any],
    *,
    template: str = "viewer.html",
    scripts: Sequence[str] = SCRIPTS,
    styles: Sequence[str] = STYLES,
    **more: Any,
) -> str:
    """Return a page that is all in one file and asks nobody for anything.

    Parameters are as for :func:`linked`. Only the scripts that are written here may run.
    """
    contents = {name: assets.LAYERS[name]() for name in assets.LAYERS}
    texts = [_bundle(name) for name in scripts]
    return templates.get_template(template).render(
        data=script_json({**data, "layers": contents}),
        language=language(),
        policy=_policy(texts),
        preload=None,
        scripts=[{"text": text} for text in texts],
        styles=[{"text": _bundle(name)} for name in styles],
        **more,
    )


def _bundle(name: str) -> str:
    # The browser reads line ends as \n, and the policy's digest is of what it reads.
    text = assets.bundle(name).plain.decode("utf-8").replace("\r\n", "\n")
    if re.search(r"</(script|style)|<!--", text, re.IGNORECASE):
        message = f"{name} cannot stand inside a page: it holds an end tag or a comment"
        raise ValueError(message)
    return text


def _policy(scripts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
