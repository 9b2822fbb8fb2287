"""The national service network: its posts and the feed it follows."""
