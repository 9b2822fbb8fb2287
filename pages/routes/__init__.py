"""Addresses beside Streamlit: light pages, feed and the room; no session."""
