"""Error message of a page whose script, fragment or callback fails."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from pages.common.i18n import _


def draw_failure(error: Exception) -> bool:
    """Draw a sentence in the page's language; return True, so that Streamlit draws no box.

    Streamlit calls it for what nothing else has caught, and has logged the error before.
    """
    if isinstance(error, SQLAlchemyError):
        message = _("Databasen svarar inte just nu. Vänta en stund och ladda sedan om sidan.")
        st.error(message, icon=":material/cloud_off:")
    else:
        message = _("Något gick fel här. Felet är antecknat. Vänta en stund och försök igen.")
        st.error(message, icon=":material/error:")
    return True
