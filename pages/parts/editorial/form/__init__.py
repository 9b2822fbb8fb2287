"""The form of an example: its fields, its draft and conflicts with another editor."""
