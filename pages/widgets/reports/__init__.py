"""A visitor's answer or question about an example: the form for it, and its text."""
