"""A stand-in for the engine: as open as any Python program that has no Ringfence."""
