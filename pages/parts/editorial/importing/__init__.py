"""The import of a file: upload, mapping, preview, and the earlier imports."""
