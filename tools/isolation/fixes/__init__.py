"""Rewriting what can be rewritten safely: libcst keeps everything else as it was."""
