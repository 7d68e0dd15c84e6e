"""Readings kept by their content, so that a page is not read again when another edition of its publication changes."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import tempfile
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from extract.archives import PageFile
from extract.corpus import EditionFiles
from extract.keys import make_edition_key
from extract.pages import PagesRead, ReadEdition, read_edition
from extract.watch import Watch

# All that a reading is made of. A file in the cache folder that names anything else is damaged or not ours, and
# nothing of it is run.
_MODULES = frozenset(("extract.model", "extract.pages", "extract.editions"))
_DIGEST_LENGTH, _SIZE_LENGTH = 32, 8


class _ReadingUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Only the types of a reading, and of these only those that the module itself defines."""
        if (module, name) == ("datetime", "date"):
            return date
        found: object = super().find_class(module, name) if module in _MODULES else None
        if isinstance(found, type) and is_dataclass(found) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")


def recall_edition(files: EditionFiles, digests: Mapping[PageFile, str], folder: Path, watch: Watch) -> PagesRead:
    """An edition as it was read before, where that was kept, else read now and kept.

    Args:
        digests: The hash of every file of the edition and of the words beside it.
        folder: Where readings are kept, each in a file that begins with the hash of the rest.
        watch: Who watches over the work from outside.
    """
    key = make_edition_key(files, digests)
    path = folder / key[:2] / key
    known = _load(path)
    if known is not None:
        return PagesRead(files, known, ())
    page = read_edition(files, watch)
    if page.edition is not None and not page.unread:
        # A file may have changed since it was hashed.
        read = {source.sha256 for source in page.edition.identity.sources}
        if read == {digests[path] for path in files.paths}:
            _keep(path, page.edition)
    return page


def _load(path: Path) -> ReadEdition | None:
    """The reading in a file; None where there is none, or where it is damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, packed = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    size, data = int.from_bytes(packed[:_SIZE_LENGTH], "big"), packed[_SIZE_LENGTH:]
    try:
        found = _ReadingUnpickler(io.BytesIO(pa.decompress(data, size, "lz4", asbytes=True))).load()
    except pickle.UnpicklingError:
        return None
    os.utime(path)  # used today
    return found if isinstance(found, ReadEdition) else None


def _keep(path: Path, read: ReadEdition) -> None:
    """Keep a reading; a process that dies meanwhile leaves none."""
    data = pickle.dumps(read, protocol=pickle.HIGHEST_PROTOCOL)
    packed = len(data).to_bytes(_SIZE_LENGTH, "big") + pa.compress(data, "lz4", asbytes=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(prefix=".", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(hashlib.sha256(packed).digest() + packed)
    Path(aside).rename(path)
