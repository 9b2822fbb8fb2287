"""Streamlit pieces that two pages or more use."""
