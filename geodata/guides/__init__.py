"""Guides "Så gör ni": from example to action, with sources and support to apply for."""
