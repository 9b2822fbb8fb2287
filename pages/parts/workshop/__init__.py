"""Parts of the page Workshop: the tour, its stops, the room and the downloads."""
