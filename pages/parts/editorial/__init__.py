"""Parts of the page Redaktion; every change goes through ``access.act``."""
