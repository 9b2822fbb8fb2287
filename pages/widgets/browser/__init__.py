"""Data in the visitor's browser: its key, and the draft of a form."""
