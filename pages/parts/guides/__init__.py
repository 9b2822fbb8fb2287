"""Parts of the page Så gör ni."""
