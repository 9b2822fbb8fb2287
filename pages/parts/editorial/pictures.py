"""Pictures of an example on the editors' page, and the button that erases one for good."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from geodata.bank import Bank
from geodata.collection.idea import Picture
from geodata.moderation.picture_erasure import erase_picture
from geodata.pictures.store import load_picture, picture_of_address
from pages.common.i18n import _
from pages.parts.editorial import access
from pages.widgets.markdown import plain


def draw_erasing(bank: Bank, idea_id: str, pictures: Iterable[Picture]) -> None:
    """Draw the stored ones among all pictures that versions have had; nothing without any."""
    by_id = {picture.id: picture for picture in pictures}
    cards = {key: load_picture(bank.store, key, "card") for key in by_id}
    stored = {key: card for key, card in cards.items() if card}
    if not stored:
        return
    with st.expander(_("Radera bilder")):
        st.markdown(
            _(
                "En bild som aldrig borde ha visats, till exempel av någon som inte vill vara med, "
                "raderas ur alla versioner och visas inte längre på sin adress. Det går inte att "
                "ångra. Filer som någon redan har hämtat finns kvar hos dem."
            )
        )
        for key, card in stored.items():
            _draw_picture(bank, idea_id, key, by_id[key].alt, card)


def draw_erasing_by_address(bank: Bank) -> None:
    """Draw the field for a picture's address: one on a tour's slide stands at no example."""
    with st.expander(_("Radera en bild som någon visar")):
        address = st.text_input(
            _("Bildens adress"),
            key="picture-address",
            max_chars=300,
            placeholder=_("…/bild/….jpg"),
            help=_("Högerklicka på bilden, eller håll fingret på den, och kopiera adressen."),
        )
        if not address:
            return
        key = picture_of_address(address)
        card = load_picture(bank.store, key, "card") if key else None
        if card:
            _draw_picture(bank, key, key, _("Bilden på adressen"), card)
        else:
            st.info(_("Det finns ingen bild på den adressen."))


def _draw_picture(bank: Bank, where: str, key: str, alt: str, card: bytes) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(card, alt=alt, width=160)
        with st.container():
            st.markdown(plain(alt))
            with st.popover(_("Radera"), icon=":material/delete:"):
                st.markdown(_("Bilden försvinner för gott."))
                st.button(
                    _("Radera bilden för gott"),
                    key=f"erase-{key}",
                    on_click=access.act,
                    args=(partial(erase_picture, bank, where, key),),
                    kwargs={"done": _("Bilden är raderad för gott.")},
                )
