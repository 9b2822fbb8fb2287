"""Pieces that pages, routes and viewer share; no Streamlit, no Starlette."""
