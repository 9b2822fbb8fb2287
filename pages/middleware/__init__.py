"""ASGI middleware, one class a file; none of it imports Streamlit."""
