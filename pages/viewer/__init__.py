"""The light viewer: plain Leaflet, templates, scripts and styles; no Streamlit."""
