"""Columns of the open table that came later: the facts to copy an example by, and its pictures."""

from __future__ import annotations

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import LICENCES
from geodata.opendata.table_column import ADDRESS, Cell, Column, joined
from geodata.pictures.store import picture_address

_PICTURE = rf"({ADDRESS}|bild/[0-9a-f-]+projector\.jpg)"


def _credits(idea: Idea) -> Cell:
    pictures = idea.pictures or ()
    return joined(f"{p.photographer}, {LICENCES[p.licence].label('sv')}" for p in pictures)


_CITED = (
    "Sist står numren på källorna, räknade från 1 i source_title.",
    "Ends with the numbers of its sources, counted from 1 in source_title.",
)


def _fact(name: str, meaning_sv: str, meaning_en: str, example: str) -> Column:
    return Column(
        name=name,
        meaning_sv=f"{meaning_sv} {_CITED[0]}",
        meaning_en=f"{meaning_en} {_CITED[1]}",
        value=lambda idea: getattr(idea, name),
        example=example,
        of=name,
    )


ADDED = (
    _fact("cost", "Vad det kostar.", "What it costs.", "120 000 kr om året [1]"),
    _fact("funding", "Hur det betalas.", "How it is paid for.", "Stöd från kommunen [1]"),
    _fact("legal_form", "Juridisk form.", "Legal form.", "Ekonomisk förening [1]"),
    _fact("people", "Hur många som arbetar.", "How many people work.", "En halvtid [1]"),
    _fact("setup_time", "Hur lång tid det tog.", "How long it took.", "Två år [1]"),
    Column(
        name="picture_url",
        meaning_sv=(
            "Bildernas adresser, som JPEG. En adress utan värdnamn börjar vid den webbplats som "
            "filen kommer från. Läses inte in: bilder lämnas in för sig."
        ),
        meaning_en=(
            "Addresses of the pictures, as JPEG. One without a host is relative to the site that "
            "the file comes from. Not imported: pictures are handed in separately."
        ),
        value=lambda idea: joined(picture_address(p.id) for p in idea.pictures or ()),
        example="https://karta.example/bild/00000000000000000000000000000000-projector.jpg",
        listed=True,
        form=rf"^{_PICTURE}(\|{_PICTURE})*$",
    ),
    Column(
        name="picture_alt",
        meaning_sv="Vad varje bild visar, i samma ordning.",
        meaning_en="What each picture shows, in the same order.",
        value=lambda idea: joined(p.alt for p in idea.pictures or ()),
        example="Två personer hämtar paket i en liten butik.",
        listed=True,
    ),
    Column(
        name="picture_credit",
        meaning_sv="Vem som har tagit varje bild och hur den får användas, i samma ordning.",
        meaning_en="Photographer and licence of each picture, in the same order.",
        value=_credits,
        example="Kim Ek, CC BY 4.0",
        listed=True,
    ),
)
"""The columns, in their order before the licence of the row."""
