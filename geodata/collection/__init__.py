"""Examples of local service: model, file, vocabulary, filter, search and statistics."""
