"""Parts of the page Bidra: the draft, its three steps and the receipt."""
