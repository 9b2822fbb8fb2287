"""``/sa-gor-ni/{id}``: a guide as a plain page that prints on A4; it needs no script."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.bank import open_bank
from pages.common import guide_view
from pages.common.i18n import _, speaking
from pages.common.links import language_of, parse
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
        view = guide_view.guide_view(guide, snapshot.collection.by_id)
        content = {"title": view["title"], "guide": view, "words": guide_view.words()}
        return send_text_page(request, text_page(request, "guide.html", "../", content))


ROUTES: list[BaseRoute] = [Route("/sa-gor-ni/{id}", send_guide)]
