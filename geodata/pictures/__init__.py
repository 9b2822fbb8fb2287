"""Pictures of examples: read from hostile files, encoded anew, and kept in the database."""
