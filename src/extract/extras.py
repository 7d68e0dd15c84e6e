"""Libraries that only a part of the package needs, installed with that part's extra."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from extract.errors import InputError


def load_extra(module: str, *, extra: str, needed_by: str) -> ModuleType:
    """A module that is there only with an extra.

    Args:
        module: A library, or a module of ours that imports one.
        extra: The extra of this package that brings it.
        needed_by: What needs it, as the sentence to the user begins.

    Raises:
        InputError: It is not installed; the sentence says how to install it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{needed_by} need {error.name}, which is not installed: pip install 'progress-extract[{extra}]'"
        ) from error
