"""Dataclasses that nobody changes once they are made, and that cost no more to make than others.

Python's own frozen dataclasses set every field by a guarded call; of the 25,000 fields that a page sets, this was a
tenth of all instructions. Here the type checker refuses to change a field, and Python too in its development mode
(`python -X dev`), in which the tests run the corpus as well; in an ordinary run nobody asks.
"""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options):  # noqa: ANN003, ANN201  (what the type checker sees is the import)
        """As `dataclasses.dataclass`: with `frozen=True` equals have the same hash, but no field is guarded.

        >>> @dataclass(frozen=True, slots=True)
        ... class Stretch:
        ...     start: int
        ...     end: int
        >>> len({Stretch(0, 5), Stretch(0, 5)})
        1
        """
        if not options.get("frozen") or sys.flags.dev_mode:
            return dataclasses.dataclass(**options)
        make = dataclasses.dataclass(**options | {"frozen": False, "unsafe_hash": options.get("eq", True)})

        def decorate(kind):  # noqa: ANN001, ANN202
            made = make(kind)
            # As those that are guarded are pickled, so that either run reads what the other kept.
            made.__getstate__, made.__setstate__ = _list_values, _take_values
            return made

        return decorate

    def _list_values(value):  # noqa: ANN001, ANN202
        return [getattr(value, field.name) for field in dataclasses.fields(value)]

    def _take_values(value, values):  # noqa: ANN001, ANN202
        for field, one in zip(dataclasses.fields(value), values, strict=True):
            setattr(value, field.name, one)


__all__ = ["dataclass"]
