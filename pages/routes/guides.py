"""``/sa-gor-ni/{id}``: a guide as a plain page that prints on A4; it needs no script."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.bank import Snapshot, open_bank
from geodata.guides.guide import Guide, cite
from geodata.guides.support import support_forms
from geodata.swedish_time import today
from pages.common import example_view
from pages.common.i18n import _, date, language, speaking
from pages.common.links import language_of, parse
from pages.common.markdown_tree import markup
from pages.routes.examples import POLICY, send_text_page, text_page


def send_guide(request: Request) -> Response:
    """Answer ``/sa-gor-ni/{id}``."""
    with speaking(language_of(parse(request.url.query))):
        snapshot = open_bank().current()
        guide = snapshot.guides.by_id.get(request.path_params["id"])
        if guide is None:
            words = {"missing": _("Det finns ingen guide på den här adressen.")}
            content = {"title": _("Guiden finns inte"), "search": "sa-gor-ni", "words": words}
            words["search"] = _("Alla guider")
            page = text_page(request, "missing.html", "../", content)
            return HTMLResponse(page, 404, {"Content-Security-Policy": POLICY})
        content = guide_content(guide, snapshot)
        return send_text_page(request, text_page(request, "guide.html", "../", content))


def guide_content(guide: Guide, snapshot: Snapshot) -> dict[str, Any]:
    """Return what the template ``guide.html`` shows of a guide."""
    year = today().year
    undated = _("odaterad")
    return {
        "title": guide.text("title", language()),
        "summary": guide.text("summary", language()),
        "sections": [
            (section.title, markup(cite(section.body, guide, year, undated)))
            for section in guide.sections
        ],
        "support": [support_forms()[form_id] for form_id in guide.support],
        "examples": [
            example_view.example(snapshot.collection.by_id[idea_id]) for idea_id in guide.examples
        ],
        "sources": [
            {
                "key": source.key,
                "title": source.title,
                "url": source.url,
                "date": date(source.date) if source.date else undated,
            }
            for source in guide.sources
        ],
        "words": {
            "swedish": _("Resten av guiden finns bara på svenska."),
            "support": _("Stöd att söka"),
            "check": _(
                "Som det stod i källan. Kontrollera alltid hos den som beslutar innan ni söker."
            ),
            "decided_by": _("Beslutar"),
            "purpose": _("Till vad"),
            "applicants": _("Vem kan söka"),
            "rule": _("Nivå eller regel"),
            "caveat": _("Att kontrollera"),
            "source": _("Källa"),
            "undated": undated,
            "examples": _("Exempel på kartan"),
            "sources": _("Alla källor"),
            "guides": _("Alla guider"),
        },
    }


ROUTES: list[BaseRoute] = [Route("/sa-gor-ni/{id}", send_guide)]
