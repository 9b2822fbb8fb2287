"""HTTP API of the open data: OGC API - Features, files, catalogue, specification and health."""
