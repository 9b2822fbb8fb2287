"""The open data over HTTP: OGC API - Features, files, catalogue, specification and health."""
