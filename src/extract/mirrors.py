"""A corpus in a store of objects, as files of this machine: copied where size or time are others than before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem, copy_files

from extract.errors import InputError, first_line
from extract.identifiers import hash_parts
from extract.open_tables import find_store, is_address, name_within
from extract.release import lock

# What was copied, beside the folder of copies: the size and the time of every file in the store.
_KNOWN = ".known.json"


@contextmanager
def open_inputs(inputs: Sequence[str], cache: Path | None) -> Iterator[list[Path]]:
    """What a run is given as paths: of an address the folder with copies of all that is there.

    Args:
        cache: Where the copies stay for the next run; None for nowhere.

    Raises:
        InputError: An address cannot be reached, or there is nothing.
        OutputError: Another run is copying.
    """
    with ExitStack() as stack:
        folder: Path | None = None
        if any(map(is_address, inputs)):
            if cache is None:
                folder = Path(stack.enter_context(TemporaryDirectory()))
            else:
                folder = cache.resolve() / "corpora"
                stack.enter_context(lock(folder, f"another run is using the cache {cache}"))
        yield [mirror(one, folder) if folder and is_address(one) else Path(one) for one in inputs]


def mirror(address: str, folder: Path) -> Path:
    """Make copies of all files at an address, in a folder of their own in `folder`, and answer where they are.

    A file whose size and time are those of the copy is not read again; what is gone from the store goes here too.

    Raises:
        InputError: The address cannot be reached, or there is nothing.
    """
    place = folder / hash_parts(address)
    store, root = find_store(address)
    try:
        there = _list_files(store, root)
        if not there:
            raise InputError(f"{address}: there are no files at this address")
        # A corpus has the same name on every machine: that of a publication's folder is its id.
        corpus = place / (PurePosixPath(root).name or "corpus")
        known = _read_known(place)
        for name in known.keys() - there.keys():
            (corpus / name).unlink(missing_ok=True)
        for name, state in there.items():
            if not (corpus / name).exists() or known.get(name) != state or None in state:
                _copy(store, f"{root}/{name}" if name else root, corpus / name)
    except OSError as error:
        raise InputError(f"{address} cannot be read: {first_line(error)}") from error
    (place / _KNOWN).write_text(json.dumps(there), encoding="utf-8")
    return corpus


def _list_files(store: FileSystem, root: str) -> Mapping[str, list[int | None]]:
    """The size and time of every file, by its path from the address on; of a single file the path is empty."""
    itself = store.get_file_info(root)
    single = itself.type == FileType.File
    found = [itself] if single else store.get_file_info(FileSelector(root, allow_not_found=True, recursive=True))
    files = {}
    for info in found:
        name = name_within(root, info)
        # A name that leads out of the folder is no path of a corpus.
        if info.type == FileType.File and ".." not in name.parts:
            files["" if single else name.as_posix()] = [info.size, info.mtime_ns]
    return files


def _read_known(place: Path) -> Mapping[str, list[int | None]]:
    try:
        known: Mapping[str, list[int | None]] = json.loads((place / _KNOWN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _copy(store: FileSystem, path: str, target: Path) -> None:
    """Copy one file; what a copy that was broken off leaves is no page by its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}")
    copy_files(path, aside.as_posix(), source_filesystem=store, destination_filesystem=LocalFileSystem())
    aside.rename(target)
