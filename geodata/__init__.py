"""The domain of Servicekartan: examples, geography and search; knows nothing of how it is shown."""

__version__ = "0.1.0"
