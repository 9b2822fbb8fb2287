"""Downloads of the hits as files from the API, with the page's filter."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from geodata.collection.filter import Filter
from geodata.opendata.licence import LICENCE, LICENCE_URL
from pages.common.i18n import _, language


def draw_downloads(filter: Filter) -> None:
    """Draw a menu of file formats, each with its use, and the licence."""
    formats = {
        "xlsx": ("Excel", _("öppnas i kalkylprogram")),
        "csv": ("CSV", _("öppna data enligt specifikationen")),
        "gpkg": ("GeoPackage", _("för QGIS och andra kartprogram")),
        "kml": ("KML", _("för Google Earth")),
        "geojson": ("GeoJSON", _("för kartor på webben")),
    }
    with st.popover(_("Ladda ner"), icon=":material/download:"):
        lines = (
            f"- [{name}]({address(ending, filter)}): {use}"
            for ending, (name, use) in formats.items()
        )
        st.markdown("\n".join(lines))
        terms = _("Fri att använda om du anger källan: [{licence}]({address}).")
        st.markdown(terms.format(licence=LICENCE, address=LICENCE_URL))


def address(ending: str, filter: Filter) -> str:
    """Return the address of the hits as a file, relative to the app's root."""
    params = filter.to_params()
    # Only the table for people has words of a language.
    if ending == "xlsx" and language() != "sv":
        params |= {"lang": [language()]}
    query = urlencode(params, doseq=True)
    return f"api/collections/ideas/items.{ending}" + (f"?{query}" if query else "")
