"""Streamlit parts used by one page only, a folder for each page."""
