"""Municipalities, borders, place names, coordinates and the map's layers."""
