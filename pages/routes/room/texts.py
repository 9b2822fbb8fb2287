"""Labels of the room's pages, for their templates and scripts."""

from __future__ import annotations

from typing import Any

from pages.common.i18n import _


def code_words() -> dict[str, str]:
    """Return the labels of the page that asks for a code."""
    return {
        "ask": _("Vilket rum är du i?"),
        "code": _("Kod"),
        "enter": _("Gå in"),
        "where": _("Koden har fyra bokstäver. Den står på skärmen i lokalen."),
        "guessing": _(
            "Det har kommit många koder som inte stämmer. Rikta telefonens kamera mot QR-koden på "
            "skärmen, eller vänta en stund."
        ),
        "wrong": _(
            "Det finns inget rum med koden {code}. Titta på skärmen och skriv en gång till."
        ),
    }


def phone_words() -> dict[str, Any]:
    """Return the labels of the phone's page."""
    return _connection_words() | {
        "code": _("Kod"),
        "now": _("Visas nu"),
        "at": _("{at} av {all}"),
        "welcome": _("Välkommen!"),
        "soon": _("Snart börjar visningen. Håll telefonen vaken."),
        "end": _("Tack för att du är med"),
        "end_text": _(
            "Fyll på med egna idéer, eller flytta dina prickar, så länge rummet är öppet."
        ),
        "over": _("Det här kom ni fram till"),
        "dots": _("Passar i våra byar"),
        "ideas": _("Idéer från rummet"),
        "none_given": _("Ingen prick gavs."),
        "no_ideas": _("Inga idéer att visa."),
        "take_home": _("Spara visningen och resultatet"),
        "take_home_text": _("En fil som öppnas i webbläsaren, också utan internet."),
        "fits": _("Passar i min by"),
        "all": _("Alla exempel"),
        "explain": _(
            "Ge dina prickar till det som passar där du bor. Tryck igen för att ta tillbaka."
        ),
        "left": [
            _("Du har gett alla dina prickar"),
            _("{n} prick kvar"),
            _("{n} prickar kvar"),
        ],
        "none_left": _("Du har inga prickar kvar. Ta tillbaka en först."),
        **_idea_words(),
    }


def _connection_words() -> dict[str, str]:
    return {
        "connecting": _("Ansluter …"),
        "broken": _("Ingen kontakt just nu. Försöker igen. Det du gör sparas i telefonen."),
        "closed": _("Rummet är stängt. Tack för att du var med!"),
        "full": _("Det är fullt: mer får inte plats."),
        "unknown": _("Rummet känner inte igen det här. Ladda om sidan."),
        "invalid": _("Det gick inte att spara. Skriv om det, med högst 300 tecken."),
        "noscript": _("Sidan behöver JavaScript. Slå på det i telefonens webbläsare."),
    }


def _idea_words() -> dict[str, str]:
    return {
        "own": _("Din egen idé"),
        "own_label": _("Vad skulle passa där du bor? Skriv en mening."),
        "my_ideas": _("Dina idéer"),
        "send": _("Skicka"),
        "thanks": _("Tack! Din idé är på väg till skärmen."),
        "thanks_first": _("Tack! Den som leder läser din idé innan den visas."),
        "empty": _("Skriv något först."),
        "waiting": _("på väg …"),
        "unsent": _("inte skickad: rummet är stängt"),
        "kept": _("sparad"),
        "set_pin": _("Nål på kartan"),
        "change_pin": _("Flytta nålen"),
        "pinned": _("Nålen är satt."),
        "unpin": _("Ta bort den"),
        "point": _("Tryck där idén hör hemma. Med tangenter: pilar och Enter."),
        "here": _("Sätt nålen här"),
        "cancel": _("Avbryt"),
    }


def wall_words() -> dict[str, str]:
    """Return the labels of the results on the wall."""
    return {
        "dots": _("Passar i våra byar"),
        "ideas": _("Idéer från rummet"),
        "no_ideas": _("Här kommer idéerna när ni skriver dem i telefonen."),
        "total": _("Prickar hittills: {n}"),
        "merged": _("+ {n} liknande"),
        "qr": _("QR-kod till rummet"),
        "phones": _("Telefoner i rummet: {n}"),
        "closed": _("Rummet är stängt"),
    }
