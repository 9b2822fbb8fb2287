"""Readers of the formats that people's files have, each to one table of text."""
