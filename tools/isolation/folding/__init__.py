"""Works out texts that a file puts together from constants alone, in whatever way.

Only what the file itself writes is used: constants, and functions and methods of texts, bytes,
paths and lists that do nothing but make new ones. Sizes and steps are bounded, so that no file can
make this take long.
"""

from tools.isolation.folding.evaluate import fold_parts, fold_texts, own_path

__all__ = ["fold_parts", "fold_texts", "own_path"]
