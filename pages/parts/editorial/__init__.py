"""The editors' page, part by part; everything that changes something goes through `guard`."""
