"""Workshops: tours, rooms with votes and notes, and files to take home."""
