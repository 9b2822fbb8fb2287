"""Middleware around the sessions of Streamlit: whose turn it is, and whose they are."""
