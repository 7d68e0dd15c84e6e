"""Releases in a store of objects, which knows no rename: a folder for each run, and last of all the file that names it.

At the address stands `run.json`, which says in which folder the tables are, and beside it the folders `run-<run_id>`,
each a copy of what a run wrote. A folder is complete before `run.json` names it and is not written again, so that
whoever reads finds the release before or the new one, wherever the copying was broken off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem, copy_files

from extract.errors import InputError, OutputError, first_line
from extract.identifiers import hash_parts
from extract.open_tables import RUN_FILE, find_release, find_store, is_address, name_within, read_pointer
from extract.release import lock
from extract.run_record import read_run

_HERE = LocalFileSystem()


def put_release(outputs: Path, address: str) -> None:
    """Put what a run wrote where an address says; files that are there already are not sent again.

    The release that was there before is kept, for those who are reading it; older ones are deleted.

    Raises:
        OutputError: The store cannot be written, or another run meddled with the files.
    """
    record = read_run(outputs)
    rows = record.get("file_rows")
    name = f"run-{record['run_id']}{f'-{rows}' if rows else ''}"
    try:
        store, place = find_store(address)
        before = read_pointer(store, place).get("folder")
        _put_files(outputs, [*record["files"], RUN_FILE], store, f"{place}/{name}")
        if before == name:
            return
        # What was read is in the folder's own record.
        told = {"folder": name} | {key: value for key, value in record.items() if key != "inputs"}
        with store.open_output_stream(f"{place}/{RUN_FILE}") as stream:
            stream.write((json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode())
        _delete_releases(store, place, keep=(name, before))
    except InputError as error:  # it names the address
        raise OutputError(str(error)) from error
    except OSError as error:
        raise OutputError(f"{address} cannot be written: {first_line(error)}") from error


def _put_files(outputs: Path, files: Iterable[str], store: FileSystem, folder: str) -> None:
    sizes = {file: (outputs / file).stat().st_size for file in files}
    there = _list_sizes(store, folder)
    lacking = [file for file, size in sizes.items() if there.get(file) != size]
    for parent in {PurePosixPath(folder, file).parent for file in lacking}:
        store.create_dir(str(parent), recursive=True)
    for file in lacking:
        copy_files(
            (outputs / file).as_posix(), f"{folder}/{file}", source_filesystem=_HERE, destination_filesystem=store
        )
    there = _list_sizes(store, folder)
    for file, size in sizes.items():
        if there.get(file) != size:
            raise OSError(f"{file} is not as it was put there; is another run writing to this address?")


def _list_sizes(store: FileSystem, folder: str) -> dict[str, int]:
    """The size of every file in a folder, by its path from there on."""
    found = store.get_file_info(FileSelector(folder, allow_not_found=True, recursive=True))
    return {name_within(folder, info).as_posix(): info.size for info in found if info.type == FileType.File}


def _delete_releases(store: FileSystem, place: str, keep: Iterable[str | None]) -> None:
    for info in store.get_file_info(FileSelector(place)):
        if info.type == FileType.Directory and info.base_name.startswith("run-") and info.base_name not in keep:
            store.delete_dir(info.path)


def fetch_release(address: str, folder: Path) -> None:
    """Copy the release at an address into a folder, every file held against its hash.

    Raises:
        InputError: There is none, it cannot be reached, or a file is not the one that its record names.
    """
    store, place, record = find_release(address)
    if "files" not in record:
        raise InputError(f"{address} is not the output of a run: its {RUN_FILE} is missing or names no files")
    files: Mapping[str, Any] = record["files"]
    outside = [file for file in files if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts]
    if outside:
        raise InputError(f"{address}: its {RUN_FILE} names a file that lies elsewhere: {outside[0]}")
    for file in [*files, RUN_FILE]:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        try:
            copy_files(
                f"{place}/{file}", (folder / file).as_posix(), source_filesystem=store, destination_filesystem=_HERE
            )
        except OSError as error:
            raise InputError(f"{address}: {file} cannot be read: {first_line(error)}") from error
    for file, digest in files.items():
        with (folder / file).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise InputError(f"{address}: {file} is not the file that {RUN_FILE} names; run again into this store")


@contextmanager
def open_place(outputs: Path | str, cache: Path | None) -> Iterator[Path]:
    """The folder of this machine in which a run writes; what is there when the block ends well is put into the store.

    Args:
        outputs: A folder, which is where a run writes then; or an address.
        cache: Where a copy of the release at an address stays for the next run; None for nowhere.

    Raises:
        OutputError: There is no way to the address, another run is at the copy, or the store cannot be written.
    """
    if not is_address(outputs):
        yield Path(outputs).resolve()
        return
    address = str(outputs)
    try:
        find_store(address)
    except InputError as error:  # better said now than when all pages have been read
        raise OutputError(str(error)) from error
    with _open_copies(address, cache) as folder:
        copy = folder / hash_parts(address)
        _take_over(address, copy)
        yield copy
        put_release(copy, address)


@contextmanager
def _open_copies(address: str, cache: Path | None) -> Iterator[Path]:
    if cache is None:
        with TemporaryDirectory() as folder:
            yield Path(folder)
        return
    place = cache.resolve() / "store"
    with lock(place, f"another run is writing {address}"):
        place.mkdir(exist_ok=True)
        yield place


def _take_over(address: str, copy: Path) -> None:
    """The release in a store as the one that the next is compared with, where no copy is here and it is sound."""
    if not copy.exists():
        with TemporaryDirectory(dir=copy.parent) as folder, suppress(InputError):
            fetch_release(address, Path(folder) / "outputs")
            (Path(folder) / "outputs").rename(copy)
