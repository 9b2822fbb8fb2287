"""Handing in an example: the draft, its three steps, and the receipt."""
