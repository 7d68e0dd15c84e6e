"""What earlier runs made, kept by content: which file is which, and which part holds the rows of which publication.

The folder holds an index (SQLite, so that a run killed at any point leaves it whole), the parts, and the readings of
single pages. All of it can be deleted at any time; what is damaged is known as such and made again.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from extract.archives import ArchivedPage, PageFile
from extract.corpus import hash_file
from extract.parts import DamagedPart, list_parts, read_part, remove_part

_INDEX = "index.sqlite"
_FORM = 1
_DAY = 86_400
# What no run used for so long is deleted.
DAYS_KEPT = 30
# A file that was written just now may be written again within what its time can tell apart.
_SETTLED_NANOSECONDS = 2_000_000_000
_TABLES = """
create table if not exists files (path text primary key, size integer, written integer, sha256 text) without rowid;
create table if not exists publications (key text primary key, part text, row integer, day integer) without rowid;
create temporary table run (publication_id text primary key, key text, part text, row integer) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a publication's rows are: the part's name, and the row in it."""

    part: str
    row: int


class Cache:
    """The kept results of earlier runs, and what one run uses of them.

    Args:
        folder: Made where it is not there.
        lasting: Whether it is for later runs too; else nothing is looked up, and the folder goes at the end.
    """

    def __init__(self, folder: Path, *, lasting: bool = True) -> None:
        self._folder, self.lasting = folder, lasting
        self._today = int(time.time()) // _DAY

    @property
    def parts(self) -> Path:
        """The folder of parts."""
        return self._folder / "parts"

    @property
    def readings(self) -> Path | None:
        """The folder of readings; None where none are kept."""
        return self._folder / "readings" if self.lasting else None

    def __enter__(self) -> Cache:
        if not self.lasting:
            shutil.rmtree(self._folder, ignore_errors=True)
        self.parts.mkdir(parents=True, exist_ok=True)
        self._index = self._open()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._index.close()
        if not self.lasting:
            shutil.rmtree(self._folder)

    def _open(self) -> sqlite3.Connection:
        """The index; one that is damaged or of another form is begun anew."""
        path = self._folder / _INDEX
        for _ in range(2):
            index = sqlite3.connect(path, isolation_level=None)
            try:
                sound = index.execute("pragma quick_check").fetchone() == ("ok",)
                form = index.execute("pragma user_version").fetchone()[0]
                if sound and form in (0, _FORM):
                    index.executescript(f"pragma journal_mode = wal; pragma synchronous = normal; {_TABLES}")
                    index.execute(f"pragma user_version = {_FORM}")
                    return index
            except sqlite3.DatabaseError:
                pass
            index.close()
            for name in (_INDEX, f"{_INDEX}-wal", f"{_INDEX}-shm"):
                (self._folder / name).unlink(missing_ok=True)
        raise DamagedPart(str(path))

    # ------------------------------------------------------------ files

    def hash_file(self, path: PageFile) -> str:
        """The SHA-256 of a page; of a file with the size and time it had, as it was found then. Empty: unreadable."""
        if isinstance(path, ArchivedPage):
            return path.sha256
        try:
            status = path.stat()
            known = self._index.execute(
                "select size, written, sha256 from files where path = ?", [_write_path(path)]
            ).fetchone()
            if known is not None and known[:2] == (status.st_size, status.st_mtime_ns):
                return str(known[2])
        except OSError:
            return ""
        digest = hash_file(path)
        if digest and time.time_ns() - status.st_mtime_ns > _SETTLED_NANOSECONDS:
            row = (_write_path(path), status.st_size, status.st_mtime_ns, digest)
            self._index.execute("insert or replace into files values (?, ?, ?, ?)", row)
        return digest

    # ------------------------------------------------------------ publications

    def find(self, key: str) -> Place | None:
        """Where the rows that a key stands for are, if they are kept."""
        found = self._index.execute("select part, row, day from publications where key = ?", [key]).fetchone()
        if found is None:
            return None
        if found[2] != self._today:
            self._index.execute("update publications set day = ? where key = ?", [self._today, key])
        return Place(found[0], found[1])

    def keep(self, key: str, place: Place) -> None:
        """Let later runs find the rows that a key stands for."""
        self._index.execute(
            "insert or replace into publications values (?, ?, ?, ?)", [key, place.part, place.row, self._today]
        )

    def forget_part(self, part: str) -> None:
        """Forget whatever is in a part, for this run and for later ones."""
        read_kept.cache_clear()
        remove_part(part, self.parts)
        self._index.execute("delete from publications where part = ?", [part])

    def clean(self) -> None:
        """Delete what no run used for a month, and parts that nobody will find again."""
        self._index.execute("delete from publications where day < ?", [self._today - DAYS_KEPT])
        known = {name for (name,) in self._index.execute("select distinct part from publications")}
        for name in list_parts(self.parts) - known:
            remove_part(name, self.parts)
        oldest = time.time() - DAYS_KEPT * _DAY
        for path in self.readings.glob("*/*") if self.readings else ():
            if path.stat().st_mtime < oldest:
                path.unlink()

    # ------------------------------------------------------------ the run

    def begin_run(self) -> None:
        """Begin with what this run uses."""
        self._index.execute("delete from run")

    def use(self, publication_id: str, key: str, place: Place) -> None:
        """Note where the rows of one of this run's publications are."""
        row = (publication_id, key, place.part, place.row)
        self._index.execute("insert or replace into run values (?, ?, ?, ?)", row)

    def list_keys(self) -> Iterator[str]:
        """The keys of this run's publications, by publication id."""
        with closing(self._index.execute("select key from run order by publication_id")) as rows:
            yield from (key for (key,) in rows)

    def read_run(self) -> Iterator[pa.RecordBatch]:
        """The rows of this run's publications, by publication id, as slices of parts that are as long as can be.

        Raises:
            DamagedPart: A part is missing, or is not what it was.
        """
        with closing(self._index.execute("select key, part, row from run order by publication_id")) as rows:
            slice_: tuple[str, int, int] | None = None
            for key, part, row in rows:
                self._check_row(part, row, key)
                if slice_ and slice_[0] == part and slice_[2] == row:
                    slice_ = (part, slice_[1], row + 1)
                    continue
                if slice_:
                    yield self._cut(*slice_)
                slice_ = (part, row, row + 1)
            if slice_:
                yield self._cut(*slice_)

    def _check_row(self, part: str, row: int, key: str) -> None:
        keys = read_kept(part, self.parts).column("key")
        if row >= len(keys) or keys[row].as_py() not in (key, None):
            raise DamagedPart(part)

    def _cut(self, part: str, first: int, last: int) -> pa.RecordBatch:
        return read_kept(part, self.parts).slice(first, last - first)


@contextmanager
def peek(folder: Path | None) -> Iterator[Callable[[str], bool]]:
    """Whether the rows that a key stands for are kept, without a change to the folder; nothing is where it is not."""
    path = folder.resolve() / _INDEX if folder is not None else None
    if path is None or not path.is_file():
        yield lambda _key: False
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as index:
        yield lambda key: index.execute("select 1 from publications where key = ?", [key]).fetchone() is not None


@lru_cache(maxsize=4)
def read_kept(part: str, folder: Path) -> pa.RecordBatch:
    """A part, with the last few kept at hand, since publications of one part may lie between those of another."""
    return read_part(part, folder)


def _write_path(path: Path) -> str:
    return str(path.absolute()).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
