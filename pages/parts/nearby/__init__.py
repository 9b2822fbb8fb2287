"""Parts of the page Nära mig."""
