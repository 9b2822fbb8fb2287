"""The domain of Servicekartan: examples, geography and search; knows nothing of how it is shown."""
