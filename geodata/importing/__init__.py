"""Importing examples from files: readers, plan, run and undo."""
