"""What the pages share: map, panel, filters, words and routes."""
