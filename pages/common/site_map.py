"""Site map: every page, every route beside the pages, and every query parameter.

Addresses are promises: what stands here keeps working. To add a page, add a :class:`Page` here and
its file; navigation, site map, redirects and headers follow the table.

Examples
--------
>>> NEARBY.address
'/nara'
>>> by_path("nara").has_sidebar
True
"""

from __future__ import annotations

from dataclasses import dataclass

from geodata.collection.facets import FACETS
from pages.common.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the app.

    Attributes
    ----------
    path
        The URL path below the app's root; empty for the start page.
    file
        The page's script, below ``pages/``.
    title
        The Swedish title, a message for :func:`pages.common.i18n._`.
    icon
        A Material symbol, as Streamlit spells it.
    has_sidebar
        Whether filters stand in the sidebar, which is behind the menu button on a phone.
    has_labels
        Whether its query parameters hold labels of a vocabulary, so that links written with keys
        are redirected to the page's own spelling.
    needs_browser_key
        Whether a visit gives the browser the cookie by which it may change its own tours.
    has_map
        Whether it opens with a map, whose files are then fetched while Streamlit starts.
    is_public
        Whether search engines may list it.
    is_frameable
        Whether other sites may show it in a frame, with ``?embed=true``.
    """

    path: str
    file: str
    title: str
    icon: str
    has_sidebar: bool = False
    has_labels: bool = True
    needs_browser_key: bool = False
    has_map: bool = False
    is_public: bool = True
    is_frameable: bool = True

    @property
    def address(self) -> str:
        """The absolute path, as in an ASGI scope without a root path."""
        return f"/{self.path}"


EXPLORE = Page(
    path="",
    file="explore.py",
    has_map=True,
    title=N_("Kartan"),
    icon=":material/map:",
    has_sidebar=True,
    needs_browser_key=True,
)
NEARBY = Page(
    path="nara",
    file="nearby.py",
    has_map=True,
    title=N_("Nära mig"),
    icon=":material/near_me:",
    has_sidebar=True,
    needs_browser_key=True,
)
GUIDES = Page(
    path="sa-gor-ni",
    file="guides.py",
    title=N_("Så gör ni"),
    icon=":material/menu_book:",
)
WORKSHOP = Page(
    path="workshop",
    file="workshop.py",
    title=N_("Workshop"),
    icon=":material/groups:",
    has_labels=False,
    needs_browser_key=True,
)
OVERVIEW = Page(
    path="overblick",
    file="overview.py",
    has_map=True,
    title=N_("Överblick"),
    icon=":material/bar_chart:",
    has_sidebar=True,
)
CONTRIBUTE = Page(
    path="bidra",
    file="contribute.py",
    title=N_("Bidra"),
    icon=":material/add_location:",
)
NETWORK = Page(
    path="natverket",
    file="network.py",
    title=N_("Servicenätverket"),
    icon=":material/hub:",
    has_sidebar=True,
)
ABOUT = Page(
    path="om",
    file="about.py",
    title=N_("Om"),
    icon=":material/info:",
    has_labels=False,
)
EDITORIAL = Page(
    path="redaktion",
    file="editorial.py",
    title=N_("Redaktion"),
    icon=":material/edit_note:",
    is_public=False,
    is_frameable=False,
)
PAGES = (EXPLORE, NEARBY, GUIDES, WORKSHOP, OVERVIEW, CONTRIBUTE, NETWORK, ABOUT, EDITORIAL)
"""The pages in the order of the menu."""


def by_path(path: str) -> Page:
    """Return the page with a URL path; raises ``KeyError`` if there is none."""
    return {page.path: page for page in PAGES}[path]


ROUTES = {
    "/embed": "The light viewer, made to be framed.",
    "/embed/hits": "The ids of the examples that the light viewer's words find, and why.",
    "/embed/examples/{id}": "All that is told of one example, as JSON for the light viewer.",
    "/embed/collection": "All that the light viewer asks for, for the service worker to keep.",
    "/manifest.webmanifest": "The installable web app.",
    "/embed/list": "A page of the list of a large collection, for the light viewer.",
    "/embed/marks/{language}/{version}": "The marks of the whole collection, for the app's map.",
    "/embed/tiles/{version}/{zoom:int}/{x:int}/{y:int}": "Clusters of a large collection's map.",
    "/sw.js": "The service worker, or what removes it.",
    "/icon-192.png": "The web app's icon.",
    "/icon-512.png": "The web app's icon, large.",
    "/exempel": "All examples as text, filtered as the map is.",
    "/exempel/{id}": "One example as text.",
    "/favoriter": "Chosen examples as text, or those that the browser has kept.",
    "/jamfor": "Two to four examples side by side.",
    "/sa-gor-ni/{id}": "One guide as text, made for paper.",
    "/bild/{name}": "A picture of a published example or of a tour, in one of its sizes.",
    "/feed.atom": "New and changed examples, filtered as the map is.",
    "/sitemap.xml": "All pages and examples, for search engines.",
    "/metrics": "Figures for Prometheus, if the operator wants them.",
    "/robots.txt": "What search engines may read.",
    "/visning/{code}": "A tour as slides.",
    "/rum": "The page that asks for a room's code.",
    "/rum/{code}": "A phone in a room.",
    "/rum/{code}/resultat": "A room's results, for a second screen.",
    "/rum/{code}/visning": "A room's tour as slides.",
    "/rum/{code}/ta-hem": "A closed room's tour and results, in one file.",
    "/rum/{code}/qr.svg": "A QR code that leads into a room.",
    "/rum/{code}/ws": "A room's websocket.",
    "/api": "The API's landing page; what lies below it is the API's own table.",
    "/geo/{name}.geojson": "A layer of the map.",
    "/assets/{name}": "A script or style sheet.",
    "/bild/karta.png": "The image of a link preview of the map.",
    "/bild/urval.png": "A map of the examples of a selection, for paper.",
    "/bild/exempel/{id}.png": "The same of an example.",
    "/bild/visning/{code}.png": "The same of a tour.",
    "/dela/qr.svg": "The QR code of a view's address.",
    "/minns-mig": "Lets a browser that has made a tour or a room keep its key.",
    "/glom-mig": "Takes the key from the browser.",
    "/inloggning": "Exchanges an editor's ticket for the cookie of the sign-in.",
}
"""Routes beside Streamlit: path to what is found there."""


def _root(path: str) -> str:
    """Return the beginning of a route's path; below a page's address, with the slash after it."""
    root = f"/{path.split('/')[1]}"
    return f"{root}/" if root in {page.address for page in PAGES} else root


ROUTE_ROOTS = tuple(dict.fromkeys(map(_root, ROUTES)))
"""What the paths of ``ROUTES`` begin with; all else is Streamlit's."""

_FILTER = {
    "q": "Words to search for.",
    **{name: f"{facet.label.en}, as keys or as labels." for name, facet in FACETS.items()},
    "started": "First and last year of start.",
}
_FILTER_AND_BOX = {**_FILTER, "bbox": "West, south, east and north (WGS84) of the area searched."}
PARAMETERS: dict[str, dict[str, str]] = {
    "/": {
        **_FILTER_AND_BOX,
        "sort": "The order of the list.",
        "page": "The page of the list.",
        "idea": "The id of the selected example.",
        "pos": "The map's longitude, latitude (WGS84) and zoom.",
        "tiles": "Whether OpenStreetMap's tiles are shown.",
    },
    "/nara": {
        "kommun": "The municipality to measure from.",
        "plats": "The name of a place to measure from.",
        "punkt": "A point to measure from: longitude and latitude (WGS84).",
        "kind": "Kinds of example.",
        "service": "Services.",
        "exempel": "The id of the selected example.",
    },
    "/sa-gor-ni": {
        "guide": "The id of the selected guide.",
        "visa": "Guides or lessons.",
        "kind": "Kinds of example.",
        "service": "Services.",
    },
    "/workshop": {
        "visning": "The code or name of a tour.",
        "exempel": "Ids of examples to begin a tour with, with commas between.",
        "rum": "The code of a room that this browser leads.",
        "kod": "The code of a room to enter; redirects to /rum/{code}.",
        "nyckel": "A browser key, moved into the cookie.",
    },
    "/overblick": {
        **_FILTER,
        "matt": "What the map shows: number or rate.",
        "pos": "The map's longitude, latitude (WGS84) and zoom.",
    },
    "/bidra": {
        "steg": "The step of the form.",
        "kvitto": "The receipt of a submission.",
    },
    "/natverket": {
        "sok": "Words to search for.",
        "typ": "Kinds of post.",
        "inlagg": "The slug of the selected post.",
        "manad": "The month of the archive.",
        "sida": "The page of the list.",
    },
    "/redaktion": {
        "del": "The section.",
        "arende": "The id of the case that is open.",
        "guide": "The id of the guide that is edited.",
        "sok": "Words to search for among the examples.",
        "vem": "The editor whose log is shown.",
        "stangda": "Whether withdrawn and refused cases are shown.",
    },
    "/embed": {
        **_FILTER_AND_BOX,
        "theme": "light or dark.",
        "sok": "Words that the viewer narrows the page by.",
        "slag": "Kinds that the viewer narrows the page by, as keys.",
        "omrade": "The part of the map that the viewer narrows the page by, as bbox.",
        "idea": "The id of the selected example.",
        "pos": "The map's longitude, latitude (WGS84) and zoom.",
    },
    "/embed/list": {
        **_FILTER_AND_BOX,
        "sok": "Words that the visitor narrows the page by.",
        "slag": "Kinds that the visitor narrows the page by, as keys.",
        "omrade": "The part of the map that the visitor narrows the page by, as bbox.",
        "sida": "The page of the list.",
    },
    "/embed/examples/{id}": {"whole": "true: what the map draws of it, too."},
    "/embed/hits": {
        "q": "Words to search for.",
        "reasons": "true: why each example is a hit, too.",
    },
    "/embed/tiles/{version}/{zoom:int}/{x:int}/{y:int}": {
        **_FILTER_AND_BOX,
        "sok": "Words that the visitor narrows the page by.",
        "slag": "Kinds that the visitor narrows the page by, as keys.",
        "omrade": "The part of the map that the visitor narrows the page by, as bbox.",
    },
    "/exempel": _FILTER_AND_BOX,
    "/favoriter": {"exempel": "Ids of examples, with commas between."},
    "/jamfor": {"exempel": "Ids of the examples to compare, with commas between or repeated."},
    "/dela/qr.svg": {"till": "The path and query of the view, below the app's root."},
    "/feed.atom": _FILTER_AND_BOX,
    "/rum": {"kod": "The code of a room to enter."},
    "/visning/{code}": {"talare": "Shows the speaker's view."},
}
"""The query parameters of each address, besides those of ``EVERYWHERE``."""
EVERYWHERE = {
    "lang": "The language: sv or en.",
    "embed": "true: the page is framed by another site and shows no menu.",
}
"""The query parameters of all pages."""
FRAMED = (*_FILTER_AND_BOX, "idea", "lang")
"""The map page's query parameters that a frame with the light viewer keeps."""
