"""Helpers that several workflows use."""
