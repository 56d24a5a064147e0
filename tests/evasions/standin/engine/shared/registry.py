"""Every workflow of the process."""

WORKFLOWS = {}
PROVIDERS = {}
