"""The folder of outputs as a release: written aside, and put in the place of the one before by one rename."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import OutputError
from extract.locks import lock_or_refuse
from extract.open_tables import RUN_FILE

# RENAME_EXCHANGE of renameat2(2): two folders change places at once.
_EXCHANGE = 2
_HERE = -100  # AT_FDCWD: paths are this process's own


@contextmanager
def lock(place: Path, refusal: str) -> Iterator[None]:
    """Keep other runs out of a place for as long as the block lasts; the system lets go when a process dies.

    Args:
        place: A file or folder; the lock is a hidden file beside it, which is gone afterwards.
        refusal: What is said when another run is there.

    Raises:
        OutputError: Another run is there.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    path = place.with_name(f".{place.name}.lock")
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            lock_or_refuse(descriptor, refusal)
            if not _is_at(descriptor, path):
                continue  # the run that held it took it away between our two steps
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def release(outputs: Path, written: frozenset[str]) -> Iterator[Path]:
    """A folder beside `outputs` that takes its place when the block ends well, and is gone when it does not.

    Files of others that stand among those of the run before are taken over. Whoever reads `outputs` while a run ends
    finds the old folder or the new one under that name at any time.

    Args:
        outputs: The folder; only one that a run wrote, or an empty one, is replaced. Its lock is held by the caller.
        written: The names of the files that are ours.

    Raises:
        OutputError: What stands at `outputs` is not ours.
    """
    aside, previous = _name_aside(outputs)
    settle(outputs, written)
    aside.mkdir()
    # First of all, so that whatever a killed run leaves can be known as ours.
    (aside / RUN_FILE).touch()
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside)
        raise
    _put_in_place(aside, outputs, previous)
    settle(outputs, written)


def settle(outputs: Path, written: frozenset[str]) -> None:
    """Finish what a run that died left: one release stays, with the files of others, and nothing beside it.

    Raises:
        OutputError: What stands at `outputs`, or where a run writes beside it, is not ours.
    """
    aside, previous = _name_aside(outputs)
    for folder in (outputs, aside, previous):
        _refuse_foreign(folder)
    if previous.exists() and not outputs.exists():
        previous.rename(outputs)
    for left in (previous, aside):
        if left.exists():
            for entry in left.iterdir():
                if entry.name not in written and outputs.exists() and not (outputs / entry.name).exists():
                    entry.rename(outputs / entry.name)
            shutil.rmtree(left)


def _refuse_foreign(folder: Path) -> None:
    """Only a folder that a run wrote, or an empty one, may be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file, not a folder of tables")
    found = sorted(entry.name for entry in folder.iterdir())
    if found and RUN_FILE not in found:
        raise OutputError(f"{folder} was not written by a run: it holds {', '.join(found[:3])} but no {RUN_FILE}")


def _name_aside(outputs: Path) -> tuple[Path, Path]:
    return outputs.with_name(f".{outputs.name}.partial"), outputs.with_name(f".{outputs.name}.previous")


def _put_in_place(aside: Path, outputs: Path, previous: Path) -> None:
    if not outputs.exists():
        aside.rename(outputs)
    elif not _exchange(aside, outputs):
        # Where the file system cannot exchange two folders, a run that dies between these two lines leaves the old
        # release beside, and the next one brings it back.
        outputs.rename(previous)
        aside.rename(outputs)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the file system cannot.

    Python has no function for it, so the C library's is called (Linux since 3.15, glibc since 2.28).
    """
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    if library.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
        return False
    raise OSError(number, os.strerror(number), str(other))
