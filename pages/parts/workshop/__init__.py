"""What the workshop page is put together of: opening a tour, its stops, and what to take home."""
