"""Proximity: nearest examples, neighbouring and similar municipalities, service gaps."""
