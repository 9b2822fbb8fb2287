"""The website: one file a page, and the packages that the pages are made of."""
