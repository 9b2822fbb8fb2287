"""Pictures of an example: shown, and filled in in a form."""
