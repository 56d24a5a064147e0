"""Who is calling: one module per kind of credential, each of which proves its own."""
