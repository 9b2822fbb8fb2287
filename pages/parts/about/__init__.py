"""Parts of the page Om."""
