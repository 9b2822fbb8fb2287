"""Search: what a query means, which examples match it and why."""
