"""A renamed constant stays readable under its old name."""

import warnings

NEW_LIMIT = 50
_RENAMED = {"OLD_LIMIT": NEW_LIMIT}


def __getattr__(name):
    if name in _RENAMED:
        warnings.warn(f"{name} was renamed", DeprecationWarning, stacklevel=2)
        return _RENAMED[name]
    raise AttributeError(name)
