"""Ringfence's protected engine. Workspace code reaches it only through ``engine.sdk``."""
