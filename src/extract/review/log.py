"""The log of decisions: one SQLite file to which acts are added and from which nothing is taken.

Each entry holds the hash of all before it, so that a change anywhere breaks the chain from there on. An entry that
`append` answered for is on the disk (write-ahead log, synchronous=FULL). One process writes at a time; any number read.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from extract.errors import InputError, OutputError
from extract.review.decisions import Entry, Standings, read_entry, to_json

# Where a corpus keeps what its reviewers decided.
DECISIONS_FILE = "decisions.sqlite"

# What SQLite keeps in a file's header: whose it is ("decs") and in which form.
_APPLICATION = 0x64656373
_FORM = 1
_SEED = "extract decisions 1"
# How long to wait for another process to finish writing, in seconds.
_PATIENCE = 5

_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_FORM};
CREATE TABLE entries (number INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added'); END;
CREATE TRIGGER entries_stay_so BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added'); END;
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """A log as far as its chain holds: the entries, the hash of each, and what is wrong with the next, if anything."""

    entries: tuple[Entry, ...]
    hashes: tuple[str, ...]
    fault: str | None

    @property
    def head(self) -> str:
        """The hash that stands for the whole log."""
        return self.hashes[-1] if self.hashes else hash_entry("", _SEED)


def hash_entry(previous: str, entry: str) -> str:
    """The SHA-256 of an entry and of all before it, in hex."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def check_chain(path: Path) -> Chain:
    """Read a log from the first entry to the last, as far as the chain holds.

    Raises:
        InputError: There is no such file, or it is not a log of decisions.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    with closing(_connect(path, _find_reading_mode(path))) as connection:
        _refuse_if_foreign(connection, path)
        try:
            begun = _count_tables(connection)
            rows = connection.execute("SELECT number, entry, hash FROM entries ORDER BY number") if begun else ()
            found = list(rows)
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path}: cannot be read: {error}") from error
    entries: list[Entry] = []
    hashes: list[str] = []
    head = hash_entry("", _SEED)
    for place, (number, text, digest) in enumerate(found, 1):
        if fault := _find_fault(place, number, head, text, digest):
            return Chain(tuple(entries), tuple(hashes), fault)
        head = digest
        entries.append(read_entry(text))
        hashes.append(digest)
    return Chain(tuple(entries), tuple(hashes), None)


def _find_reading_mode(path: Path) -> str:
    """How to read a log; SQLite shares memory beside it, for which a folder that cannot be written has no room."""
    settled = not path.with_name(f"{path.name}-wal").exists()
    return "ro&immutable=1" if settled and not os.access(path.parent, os.W_OK) else "ro"


def _find_fault(place: int, number: int, head: str, text: str, digest: str) -> str | None:
    if number != place:
        return f"entry {place} is missing"
    if hash_entry(head, text) != digest:
        return f"entry {place} is not what was written: its hash does not follow from entry {place - 1}"
    return None


def read_decisions(path: Path) -> Chain:
    """The entries of a log whose chain holds.

    Raises:
        InputError: There is no such file, it is not a log of decisions, or its chain is broken.
    """
    chain = check_chain(path)
    if chain.fault:
        raise InputError(f"{path}: {chain.fault}; nothing in it can be relied on")
    return chain


class DecisionLog:
    """A log that is open for writing, with all that it amounts to.

    Several threads may use one; other processes may write to the same file between two calls.

    Raises:
        InputError: The file is not a log of decisions, or its chain is broken.
        OutputError: The file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.standings = Standings()
        self.entries: list[Entry] = []
        self._head = hash_entry("", _SEED)
        self._lock = Lock()
        if path.exists():
            read_decisions(path)
        self._connection = _open_for_writing(path)
        self.refresh()

    @property
    def head(self) -> str:
        """The hash that stands for the whole log."""
        return self._head

    def refresh(self) -> None:
        """Take in what other processes added."""
        with self._lock, _said_clearly(self.path):
            self._take_in_new()

    def append(self, *entries: Entry) -> None:
        """Add entries, all or none; when this returns, they are on the disk.

        Raises:
            OutputError: They could not be written; the log is as it was.
            InputError: An undo or redo names nothing that can be undone or redone; the log is as it was.
        """
        with self._lock, _said_clearly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._take_in_new()
                self._refuse_if_idle(entries)
                head, number = self._head, len(self.entries)
                for place, entry in enumerate(entries, number + 1):
                    text = to_json(entry)
                    head = hash_entry(head, text)
                    self._connection.execute("INSERT INTO entries VALUES (?, ?, ?)", (place, text, head))
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            self._take_in_new()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _take_in_new(self) -> None:
        found = self._connection.execute(
            "SELECT number, entry, hash FROM entries WHERE number > ? ORDER BY number", (len(self.entries),)
        )
        for number, text, digest in found.fetchall():
            if fault := _find_fault(len(self.entries) + 1, number, self._head, text, digest):
                raise InputError(f"{self.path}: {fault}; nothing in it can be relied on")
            entry = read_entry(text)
            self._head = digest
            self.entries.append(entry)
            self.standings.add(number, entry)

    def _refuse_if_idle(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.act != "decide" and not self.standings.allows(entry):
                raise InputError(f"{entry.reviewer} has no act {entry.target} to {entry.act}")


def _open_for_writing(path: Path) -> sqlite3.Connection:
    try:
        connection = _connect(path, "rwc")
    except InputError as error:
        raise OutputError(str(error)) from error
    try:
        _refuse_if_foreign(connection, path)
        with _said_clearly(path):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            if not _count_tables(connection):
                for statement in _SCHEMA.strip().splitlines():
                    connection.execute(statement)
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=_PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.OperationalError as error:
        raise InputError(f"{path}: cannot be opened: {error}") from error


def _refuse_if_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Only a log of decisions in a form that we know is touched, or an empty file."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        empty = not application and not _count_tables(connection)
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: not a log of decisions: {error}") from error
    if application != _APPLICATION and not empty:
        raise InputError(f"{path}: not a log of decisions, but a database of something else")
    if form > _FORM:
        raise InputError(f"{path}: written by a later version of this program (form {form}, we know {_FORM})")


def _count_tables(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(count)


@contextmanager
def _said_clearly(path: Path) -> Iterator[None]:
    """Faults of the database as one sentence of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        busy = "locked" in str(error)
        reason = "another process is writing to it" if busy else str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error
