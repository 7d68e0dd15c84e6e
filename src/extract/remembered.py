"""Readings kept by their content, so that a page is not read again when another edition of its publication changes."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import tempfile
from pathlib import Path

import pyarrow as pa

from extract.pages import ReadEdition

# All that a reading is made of. A file in the cache folder that names anything else is damaged or not ours, and
# nothing of it is run.
_MODULES = frozenset(("extract.model", "extract.pages", "extract.editions"))
_DIGEST_LENGTH = 32


class _ReadingUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Only the types of a reading."""
        if module in _MODULES or (module, name) == ("datetime", "date"):
            found: object = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")


class Readings:
    """The folder of readings; each file begins with the hash of the rest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> ReadEdition | None:
        """The reading that was kept under a key; None where there is none, or where it is damaged."""
        path = self._name(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        digest, packed = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
        if hashlib.sha256(packed).digest() != digest:
            return None
        size, data = int.from_bytes(packed[:8], "big"), packed[8:]
        found = _ReadingUnpickler(io.BytesIO(pa.decompress(data, size, "lz4", asbytes=True))).load()
        os.utime(path)  # used today
        return found if isinstance(found, ReadEdition) else None

    def keep(self, key: str, read: ReadEdition) -> None:
        """Keep a reading under a key; a process that dies meanwhile leaves none."""
        data = pickle.dumps(read, protocol=pickle.HIGHEST_PROTOCOL)
        packed = len(data).to_bytes(8, "big") + pa.compress(data, "lz4", asbytes=True)
        path = self._name(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(packed).digest() + packed)
        Path(aside).rename(path)

    def _name(self, key: str) -> Path:
        return self._folder / key[:2] / key
