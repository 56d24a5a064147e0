"""Built-in data providers and their endpoint."""
