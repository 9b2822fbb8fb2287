"""The room takes part: the phones' page, the results on the wall and the line between them."""
