"""What a worker process has in hand: noted where its death leaves it, and ended by the system when time is over."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extract.errors import PageError

# When it was taken in hand, and the length of what it is called.
_HEAD = struct.Struct("<dI")
_BETWEEN = "\x1f"

Watch = Callable[[str], AbstractContextManager[None]]
"""Answers, for the place of a piece of work (a file, a comparison), the context in which that work is done."""


def unwatched(_place: str) -> AbstractContextManager[None]:
    """The watch of work that nobody watches: in this process, without limits."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work on one page may take. seconds: of wall time; memory: bytes, on top of the bare program's.

    The defaults are far above what published pages need, and low enough for a night: the largest page that is read at
    all, ten megabytes of text, takes less than a tenth of either.
    """

    seconds: float = 120.0
    memory: int = 2 << 30


@dataclass(frozen=True, slots=True)
class InHand:
    """What a process was at. place: "" between two pieces of work on a publication; since: by the monotonic clock."""

    publication_id: str
    place: str
    since: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """A place that ended its worker and is not worked on again: what the tables are told of it instead.

    place: "" for the whole publication.
    """

    publication_id: str
    place: str
    code: str
    message: str


class Watcher(Protocol):
    """Who watches over the work on a chunk of publications."""

    exhausted: bool
    """Whether work failed for want of memory since `turn_to`."""

    def turn_to(self, publication_id: str, aside: Mapping[str, SetAside]) -> None:
        """Begin with another publication, of which some places are set aside."""

    def hold(self, place: str) -> AbstractContextManager[None]:
        """Take a piece of work in hand."""


@dataclass
class Hands:
    """The watch inside a worker process.

    The system itself ends the process when the time is over (SIGALRM, left at its default), so that a parser that
    never comes back, or never lets go of the interpreter, is ended too; memory is refused by the system as well. What
    is done for a publication as a whole, between two places, has the same time.

    Args:
        note: The file in which the process that started this one looks when it finds this one dead. It is locked by
            that process, so that this one is ended when that one is gone.
        seconds: How long one piece of work may take.
    """

    note: Path
    seconds: float
    exhausted: bool = False
    _aside: Mapping[str, SetAside] = field(default_factory=dict)
    _publication_id: str = ""

    def __post_init__(self) -> None:
        self._descriptor = os.open(self.note, os.O_RDWR)
        threading.Thread(target=_end_when_let_go, args=[self._descriptor], daemon=True).start()

    def turn_to(self, publication_id: str, aside: Mapping[str, SetAside]) -> None:
        """Begin with another publication, of which some places are set aside."""
        self._publication_id, self._aside, self.exhausted = publication_id, aside, False
        self._begin("")

    def rest(self) -> None:
        """Have nothing in hand until the next publication, for any time."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def hold(self, place: str) -> Iterator[None]:
        """Take a piece of work in hand.

        Raises:
            PageError: It is set aside, or needs more memory than it may have.
        """
        refused = self._aside.get(place) or self._aside.get("")
        if refused is not None:
            raise PageError(refused.message, refused.code)
        self._begin(place)
        try:
            yield
        except MemoryError:
            self.exhausted = True
            raise
        finally:
            self._begin("")

    def _begin(self, place: str) -> None:
        name = f"{self._publication_id}{_BETWEEN}{place}".encode("utf-8", "surrogatepass")
        os.pwrite(self._descriptor, _HEAD.pack(time.monotonic(), len(name)) + name, 0)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)


def _end_when_let_go(note: int) -> None:
    """End this process as soon as nobody has the note locked: whoever waits for what it does is dead."""
    fcntl.flock(note, fcntl.LOCK_EX)
    os._exit(1)


class Unwatched:
    """The hands of work that nobody watches, in the process of the caller."""

    exhausted = False

    def turn_to(self, publication_id: str, aside: Mapping[str, SetAside]) -> None:
        """Begin with another publication."""

    def hold(self, place: str) -> AbstractContextManager[None]:
        """Take a piece of work in hand."""
        return unwatched(place)


def read_note(note: Path) -> InHand | None:
    """What the process that wrote a note has, or had, in hand; None when it has not begun."""
    data = note.read_bytes() if note.exists() else b""
    if len(data) < _HEAD.size:
        return None
    since, length = _HEAD.unpack_from(data)
    name = data[_HEAD.size : _HEAD.size + length].decode("utf-8", "surrogatepass")
    publication_id, _, place = name.partition(_BETWEEN)
    return InHand(publication_id, place, since)


def limit_process(limits: Limits) -> None:
    """Refuse this process more memory than it has now and `limits` allow on top; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    pages = Path("/proc/self/statm")
    # Where the system does not say how much a process has, it does not hold it to a limit on this either.
    if pages.exists():
        now = int(pages.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + limits.memory, resource.RLIM_INFINITY))
