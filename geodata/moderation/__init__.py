"""Submissions, editors' review of them, and who is an editor."""
