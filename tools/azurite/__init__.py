"""Azurite, the Azure Storage emulator: pinned, installed on demand and run as a child process."""
