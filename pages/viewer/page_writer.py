"""Pages of the light viewer: linked, for a server, or whole in one file.

A page is a template of ``viewer/templates`` filled with data. Its scripts find the data as JSON in
the element ``#data``:

``language``, ``kinds``, ``words``
    As in :class:`pages.common.example_view.MapView`; ``words`` holds the panel's labels too.
``ideas``
    The examples in the order of the list, each a :class:`pages.common.example_view.Example`.
``layers``
    The map's layers: addresses in a linked page, the layers themselves in a whole one.
``search``
    In a whole page the index that its own search reads, see ``TextIndex.to_data``; a linked page
    has none and asks the server's ``embed/hits``.
``reasonTexts``
    In a whole page what the reasons of hits are looked for in: a ``ReasonTexts`` of each example.
``answer``
    Words, the ids that they find and why, for a page whose address has words; else null or missing.
``area``
    What the map outlines and moves to, an ``AreaView``, or null or missing.
``ofMapPage``, ``total``, ``focus``
    In the app's first paint: the address has the map page's parameters, how many examples there
    are in all, and what the map is to show at first, as in ``MapView``.
``large``
    Of a large collection: ``query``, that of ``embed/list`` for this page, and ``first``, what that
    answers; ``ideas`` are then those of the list's first page.
``home``
    The address of the full map with the same filter, or null where there is none.

Further data of a template's script stands beside these.
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
from pages.common.i18n import _, language, ngettext
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
    """Return the data of a page that shows examples, in the current language.

    Parameters
    ----------
    ideas
        The examples, in the order of the list.
    home
        The address of the full map, from the page or absolute.
    root
        The address of the app's root, likewise; with it each example links to its own page.
    """
    examples: list[Mapping[str, Any]] = [example_view.example(idea) for idea in ideas]
    if root is not None:
        examples = [{**e, "page": permalink(root, e["id"], language())} for e in examples]
    return {
        "language": language(),
        "kinds": example_view.kinds(),
        "words": viewer_words(len(examples)),
        "ideas": examples,
        "home": home,
    }


def viewer_words(count: int) -> dict[str, Any]:
    """Return the labels of the viewer's script, for a page with so many examples."""
    total = ngettext("{n} exempel", "{n} exempel", count)
    own = {"all": total, "next_page": _("Visa fler")}
    return example_view.map_words() | example_view.words() | own


def page_words() -> dict[str, str]:
    """Return the labels in the viewer's template, in the current language."""
    return {
        "skip": _("Hoppa till innehållet"),
        "search": _("Sök"),
        "kind": _("Slag"),
        "box": _("Området på kartan") + " ✕",
        "examples": _("Exempel"),
        "home": _("Öppna hela kartan"),
        "more": _("Visa mer"),
        "show_map": _("Visa kartan"),
        "nothing": _("Inga exempel passar"),
        "reset": _("Rensa sökningen"),
        "noscript": _("Kartan behöver JavaScript."),
        "text_only": _("Läs exemplen som text."),
    }


def script_json(data: Any) -> Markup:
    """Return JSON escaped for a script element."""
    safe = htmlsafe_json_dumps(data, ensure_ascii=False, separators=(",", ":"))
    return safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def linked(
    data: Mapping[str, Any],
    *,
    root: str = "",
    template: str = "viewer.html",
    scripts: Sequence[str] = SCRIPTS,
    styles: Sequence[str] = STYLES,
    **variables: Any,
) -> str:
    """Return a page that links to its scripts, styles and layers.

    Parameters
    ----------
    data
        From :func:`viewer_data`, with further data of the scripts.
    root
        The relative path from the page to the app's root, such as ``"../"``.
    template
        A file of ``viewer/templates``.
    scripts, styles
        Keys of ``assets.BUNDLES``, in order.
    variables
        Further variables of the template.
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
        **variables,
    )


def whole(
    data: Mapping[str, Any],
    *,
    template: str = "viewer.html",
    scripts: Sequence[str] = SCRIPTS,
    styles: Sequence[str] = STYLES,
    **variables: Any,
) -> str:
    """Return a page in one file, which loads nothing.

    Parameters are as for :func:`linked`. Its policy admits its own scripts by their digest; raises
    ``ValueError`` if a script or style contains an end tag.
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
        **variables,
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
