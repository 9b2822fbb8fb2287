"""Open data: export formats, the specification, the DCAT catalogue and the licence."""
