"""Kept so that old imports of this module do not fail."""
