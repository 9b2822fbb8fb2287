"""What visitors see: one file a page, and what the pages share."""
