"""What lies near a place or municipality, and which municipalities are like it."""
