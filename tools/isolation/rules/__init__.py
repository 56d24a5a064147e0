"""The rules: one file each, listed in ``tools.isolation.registry``."""
