"""Dataclasses that nobody changes and that cost little to make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Made]) -> type[Made]:
    """A slotted dataclass with a hash, whose fields are set by its constructor and never again.

    The type checker holds it so, and nothing does at run time: `dataclass(frozen=True)` guards the fields by a call of
    `object.__setattr__` for each of them, and with thousands of blocks, marks and pieces to a page these calls were a
    tenth of all the work on it. Where few are made, `dataclass(frozen=True)` is as good.

    >>> from dataclasses import replace
    >>> @frozen
    ... class Stretch:
    ...     start: int
    ...     end: int
    >>> stretch = Stretch(1, 5)
    >>> replace(stretch, end=7), hash(stretch) == hash(Stretch(1, 5))
    (Stretch(start=1, end=7), True)
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
