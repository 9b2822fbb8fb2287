"""What one page is made of, a folder a page (Streamlit)."""
