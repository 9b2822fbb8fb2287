"""The words the collection is sorted by: kinds, services, statuses, accuracies, kinds of posts.

Every word has a stable English key, which stands in ``ideas.geojson`` and in URLs, and a label in
Swedish and English, which is what people see. Services also carry the other spellings people use
for the same thing: search finds an example by them, and imports translate them.

Examples
--------
>>> KINDS["on_wheels"].label("sv")
'På hjul'
>>> service_keys("Apoteksombud; okänt")
(('pharmacy_agent',), ('okänt',))
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary.

    ``icon`` is the name of a Material symbol, a font that comes with Streamlit.
    """

    key: str
    sv: str
    en: str
    icon: str = ""
    spellings: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the word in ``language``: English for ``"en"``, else Swedish."""
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """A kind of example, told apart on the map by colour *and* shape, in lists also by its word.

    The four colours differ in lightness, so that they stay apart in black and white and for every
    common kind of colour blindness.
    """

    colour: str = ""
    shape: Literal["square", "diamond", "circle", "star"] = "circle"
    explanation_sv: str = ""
    explanation_en: str = ""

    def explanation(self, language: str) -> str:
        """Return one sentence in ``language`` that says what the kind is."""
        return self.explanation_en if language == "en" else self.explanation_sv


T = TypeVar("T", bound=Term)


def _by_key(*terms: T) -> dict[str, T]:
    return {term.key: term for term in terms}


KINDS: dict[str, Kind] = _by_key(
    Kind(
        "fixed",
        "Fast",
        "Fixed",
        "storefront",
        ("fysisk", "fast servicepunkt"),
        "#0B5CAD",
        "square",
        "En plats med flera slags service under samma tak, ofta byns butik.",
        "A place with several kinds of service under one roof, often the village shop.",
    ),
    Kind(
        "digital",
        "Digital",
        "Digital",
        "devices",
        ("obemannad",),
        "#D4690A",
        "diamond",
        "Service som tekniken gör möjlig, till exempel en butik utan personal eller ett vårdrum.",
        "Service made possible by technology, such as an unstaffed shop or a health room.",
    ),
    Kind(
        "on_wheels",
        "På hjul",
        "On wheels",
        "directions_bus",
        ("mobil", "rullande", "buss", "båt"),
        "#F2B705",
        "circle",
        "Service som kommer till dig, till exempel en bokbuss eller en båt med varor.",
        "Service that comes to you, such as a library bus or a boat with goods.",
    ),
    Kind(
        "case",
        "Arbetssätt",
        "Way of working",
        "groups",
        ("process", "metod", "samverkan"),
        "#5B1A66",
        "star",
        "Ett sätt att arbeta tillsammans som andra kan ta efter, till exempel en medborgardialog.",
        "A way of working together that others can copy, such as a citizen dialogue.",
    ),
)

SERVICES: dict[str, Term] = _by_key(
    Term(
        "groceries",
        "Dagligvaror",
        "Groceries",
        "shopping_basket",
        ("livsmedel", "livs", "lanthandel", "butik", "mat", "matbutik", "dagligvarubuss", "bageri"),
    ),
    Term(
        "fuel",
        "Drivmedel",
        "Fuel",
        "local_gas_station",
        ("bensin", "diesel", "mack", "tankstation", "tankar och kortläsare"),
    ),
    Term(
        "ev_charging",
        "Elbilsladdning",
        "EV charging",
        "ev_station",
        ("laddstolpe", "laddstolpar", "laddplats"),
    ),
    Term(
        "parcels",
        "Paket och post",
        "Parcels and post",
        "package_2",
        ("paket", "post", "postombud", "paketutlämning", "paketbox", "paketboxar"),
    ),
    Term(
        "pharmacy_agent",
        "Apoteksombud",
        "Pharmacy agent",
        "medication",
        ("apotek", "apoteksvaror", "läkemedel", "medicin"),
    ),
    Term(
        "alcohol_agent",
        "Systembolagsombud",
        "Systembolaget agent",
        "wine_bar",
        ("systembolag", "systembolagsvaror"),
    ),
    Term(
        "cash",
        "Kontanter och betalning",
        "Cash and payments",
        "payments",
        ("betaltjänster", "grundläggande betaltjänster", "bankomat", "bank", "kontanter"),
    ),
    Term("gaming", "Spel", "Betting and lottery", "confirmation_number", ("spel", "spelombud")),
    Term(
        "municipal_info",
        "Kommunal service",
        "Municipal services",
        "account_balance",
        (
            "kommunal information",
            "kommuninformation",
            "kommunservice",
            "kommunal servicepunkt",
            "kommunvägledning",
            "kommunala ärenden",
            "medborgarservice",
            "medborgarinformation",
            "samhällsinformation",
        ),
    ),
    Term(
        "state_services",
        "Statlig service",
        "State services",
        "gavel",
        ("myndighetsvägledning", "servicekontor", "försäkringskassan", "skatteverket"),
    ),
    Term(
        "health_room",
        "Vårdrum och provtagning",
        "Health room and tests",
        "monitor_heart",
        ("vårdrum", "hälsorum", "provtagning", "blodtryck", "vikt och puls", "samhällsrum"),
    ),
    Term(
        "telemedicine",
        "Vård på distans",
        "Remote care",
        "video_call",
        ("videobesök", "videobesök med vården", "digitala vårdmöten", "distansvård"),
    ),
    Term(
        "care",
        "Vård och tandvård",
        "Health and dental care",
        "medical_services",
        (
            "vaccination",
            "tandvård",
            "hälsocentral",
            "läkare",
            "sjuksköterska",
            "distriktssköterska",
            "sköterskemottagning",
            "barnavårdscentral",
            "såromläggning",
            "injektioner",
            "hälsosamtal",
            "företagshälsovård",
            "hjärtstartare",
        ),
    ),
    Term(
        "medicine_delivery",
        "Läkemedelstransport",
        "Medicine delivery",
        "flight",
        ("drönare", "läkemedelsleverans"),
    ),
    Term(
        "home_delivery",
        "Hemsändning",
        "Home delivery",
        "local_shipping",
        ("hemkörning", "varuhemsändning", "hemleverans", "matleveranser", "utkörning"),
    ),
    Term(
        "pickup",
        "Utlämning av beställda varor",
        "Pick-up of ordered goods",
        "shopping_bag",
        ("näthandel", "utlämning", "hämta varor", "samordnad distribution"),
    ),
    Term(
        "local_products",
        "Lokala varor",
        "Local produce",
        "nutrition",
        ("lokalt kött", "närproducerat", "reko"),
    ),
    Term(
        "cafe",
        "Fika och mat",
        "Café and food",
        "local_cafe",
        ("fika", "fikahörna", "kaffehörna", "kafé", "café", "restaurang"),
    ),
    Term(
        "meeting_place",
        "Mötesplats",
        "Meeting place",
        "diversity_3",
        ("samlingspunkt", "samlingslokal", "träffpunkt", "bygdegård", "språkcafé"),
    ),
    Term(
        "library",
        "Bibliotek",
        "Library",
        "local_library",
        ("böcker", "boklån", "bokbuss", "bokbil", "läsfrämjande", "högläsning"),
    ),
    Term(
        "culture",
        "Kultur och aktiviteter",
        "Culture and activities",
        "theater_comedy",
        (
            "kultur",
            "kulturprogram",
            "kulturhus",
            "aktiviteter",
            "konst",
            "filmvisning",
            "föreläsningar",
            "idrott",
            "aktivitetspark",
        ),
    ),
    Term(
        "computer_print",
        "Dator och utskrift",
        "Computer and printing",
        "print",
        ("dator", "utskrift", "skrivare", "kopiering", "surfplatta", "pekskärm"),
    ),
    Term(
        "wifi",
        "Wifi och bredband",
        "Wifi and broadband",
        "wifi",
        ("bredband", "fiber", "trådlöst internet", "internet", "uppkoppling"),
    ),
    Term(
        "digital_help",
        "Hjälp med det digitala",
        "Help with digital services",
        "support_agent",
        (
            "digital vägledning",
            "hjälp med e-tjänster",
            "e-lots",
            "it-stöd",
            "datahjälp",
            "digitala ärenden",
            "bank-id",
        ),
    ),
    Term(
        "info_screen",
        "Digital informationstavla",
        "Digital notice board",
        "dvr",
        ("informationsskärm", "byainformation", "anslagstavla", "byaskärm"),
    ),
    Term(
        "tourism_info",
        "Turistinformation",
        "Tourist information",
        "info",
        ("turism", "turistbyrå", "ställplats"),
    ),
    Term(
        "coworking",
        "Arbetsplats",
        "Workspace",
        "laptop_chromebook",
        ("närarbetsplats", "coworking", "distansarbete", "kontorsplats", "mobila kontor"),
    ),
    Term(
        "unstaffed",
        "Öppet utan personal",
        "Open without staff",
        "key",
        (
            "obemannad",
            "obemannad butik",
            "självbetjäning",
            "självscanning",
            "dygnet runt",
            "meröppet",
        ),
    ),
    Term(
        "recycling",
        "Återvinning",
        "Recycling",
        "recycling",
        ("återvinningsstation", "farligt avfall", "grovavfall", "elavfall", "miljöbil"),
    ),
    Term(
        "transport",
        "Resor och samåkning",
        "Travel and ride sharing",
        "commute",
        ("kollektivtrafik", "samåkning", "skjuts", "biljetter", "busskort", "färja", "vägfärja"),
    ),
    Term(
        "school_childcare",
        "Skola och barnomsorg",
        "School and childcare",
        "school",
        ("skola", "förskola", "barnverksamhet", "fritids"),
    ),
    Term(
        "housing",
        "Boende",
        "Housing",
        "cottage",
        ("bostäder", "lägenheter", "äldreboende", "inflyttning"),
    ),
    Term(
        "preparedness",
        "Krisberedskap",
        "Preparedness",
        "emergency",
        ("reservkraft", "elverk", "trygghetspunkt", "värme", "vatten"),
    ),
    Term(
        "participation",
        "Dialog och delaktighet",
        "Dialogue and participation",
        "forum",
        ("dialog", "samverkan", "medborgardialog", "demokrati", "bygderåd", "nätverk"),
    ),
    Term(
        "planning",
        "Planer för bygden",
        "Local planning",
        "assignment",
        (
            "serviceplan",
            "serviceplanering",
            "utvecklingsplan",
            "lokal utvecklingsplan",
            "lokalekonomisk analys",
            "behovskartläggning",
            "förstudie",
            "vision",
        ),
    ),
    Term(
        "business_support",
        "Stöd till butiker och mackar",
        "Support for shops",
        "handshake",
        (
            "affärsrådgivning",
            "investeringsbidrag",
            "uppdragsavtal",
            "stöd till mackägare",
            "rådgivning till lanthandlare",
        ),
    ),
    Term(
        "village_grants",
        "Bygdepeng och lokala stöd",
        "Village grants",
        "savings",
        (
            "bygdepeng",
            "byapeng",
            "landsbygdspeng",
            "bygdemedel",
            "bygdeavgiftsmedel",
            "ortsutvecklingsmedel",
            "landsbygdsfond",
            "bygdekonto",
            "medborgarbudget",
        ),
    ),
    Term(
        "local_media",
        "Byblad och bysida",
        "Village newsletter and site",
        "feed",
        ("bygdetidning", "lokaltidning", "byatidning", "byblad", "byhemsida"),
    ),
    Term(
        "recreation",
        "Bad, motion och friluftsliv",
        "Recreation",
        "pool",
        ("badplats", "bastu", "gym", "gympa", "lekplats", "leder"),
    ),
    Term(
        "lending",
        "Låna och dela",
        "Borrow and share",
        "swap_horiz",
        ("bilpool", "bytesbutik", "lån av släpvagn", "cykeluthyrning"),
    ),
)

STATUSES: dict[str, Term] = _by_key(
    Term("active", "Igång", "Running", "check_circle", ("aktiv", "pågår", "öppen")),
    Term("planned", "Planerad", "Planned", "schedule", ("planerad", "på gång")),
    Term("ended", "Avslutad", "Ended", "cancel", ("nedlagd", "stängd", "avslutad")),
    Term("unknown", "Oklart", "Not known", "help", ("okänd", "okänt")),
)

ACCURACIES: dict[str, Term] = _by_key(
    Term("exact", "Exakt plats", "Exact place", "location_on", ("exakt", "huset", "adressen")),
    Term(
        "locality",
        "Orten, inte huset",
        "The locality, not the building",
        "location_city",
        ("orten", "ort", "medium", "high"),
    ),
    Term("area", "Bara trakten", "Only the area", "blur_on", ("trakten", "kommunen", "low")),
)

POST_KINDS: dict[str, Term] = _by_key(
    Term("news", "Nyhet", "News", "newspaper"),
    Term("abroad", "Från utlandet", "From abroad", "public"),
    Term("event", "Evenemang", "Event", "event"),
    Term("policy", "Politik och beslut", "Policy", "gavel"),
    Term("tool", "Verktyg", "Tool", "construction"),
)

VOCABULARIES: dict[str, Mapping[str, Term]] = {
    "kind": KINDS,
    "services": SERVICES,
    "status": STATUSES,
    "place_accuracy": ACCURACIES,
    "accuracy": ACCURACIES,
}
"""The vocabulary of each property of an example; a row calls the last one ``accuracy``."""


def _spelling_index() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for service in SERVICES.values():
        for spelling in (service.key, service.sv, service.en, *service.spellings):
            known = index.get(spelling.lower(), ())
            index[spelling.lower()] = (*known, service.key)
    return index


_SPELLINGS = _spelling_index()


def service_keys(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Translate a list of services as people write it into vocabulary keys.

    Parameters
    ----------
    text
        Services separated by ``;``, ``,`` or ``|``, in any known spelling, in any letter case.

    Returns
    -------
    known, unknown
        The keys, each once and in order, and the words that the vocabulary does not have, so
        that nothing is thrown away silently.
    """
    words = [word.strip() for word in re.split(r"[;,|]", text) if word.strip()]
    known = (key for word in words for key in _SPELLINGS.get(word.lower(), ()))
    unknown = tuple(word for word in words if word.lower() not in _SPELLINGS)
    return tuple(dict.fromkeys(known)), unknown


def key_of(vocabulary: Mapping[str, Term], word: str) -> str | None:
    """Return the key that a word stands for, in any known spelling and any letter case.

    Examples
    --------
    >>> key_of(KINDS, "Rullande"), key_of(STATUSES, "nedlagd"), key_of(KINDS, "magisk")
    ('on_wheels', 'ended', None)
    """
    wanted = word.strip().lower()
    for key, term in vocabulary.items():
        spellings = (key, term.sv, term.en, *term.spellings)
        if wanted in (spelling.lower() for spelling in spellings):
            return key
    return None
