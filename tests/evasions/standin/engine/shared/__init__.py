"""The stand-in engine's own modules."""
