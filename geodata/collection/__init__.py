"""Examples of local service: model, file format, vocabulary, filter, search and statistics."""
