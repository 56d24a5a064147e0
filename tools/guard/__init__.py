"""Protects the engine by content: a change passes on proof, never on who pushed it."""
