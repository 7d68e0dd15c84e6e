"""Worker processes behind a fence: one that dies is replaced, and what it had in hand is tried again, once."""

from __future__ import annotations

import fcntl
import logging
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from extract.corpus import name_of
from extract.errors import WorkerError
from extract.watch import Hands, InHand, Limits, SetAside, Watcher, limit_process, read_note

_LOG = logging.getLogger("extract")
# A worker is kept for the next run of this process, and leaves by itself when none comes.
_IDLE_SECONDS = 20
# Each worker is one of several, so that what it calls has one processor, and gives memory back that it needs no more.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_DEATHS_AT_START = 3


class Chunk(Protocol):
    """What is sent to a worker: it can be pickled, and says which places are set aside."""

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The places that ended a worker before."""


AnyChunk = TypeVar("AnyChunk", bound=Any)
Answer = TypeVar("Answer")
Work = Callable[[AnyChunk, Watcher], Answer]

_hands: Hands | None = None


def _begin(note: str, limits: Limits) -> None:
    """What a worker process does first."""
    import extract.pipeline  # noqa: F401, PLC0415  (so that what the program itself takes is not counted as a page's)

    global _hands  # noqa: PLW0603  (a process has one pair of hands)
    _hands = Hands(Path(note), limits.seconds)
    limit_process(limits)


def _do(work: Work[AnyChunk, Answer], chunk: AnyChunk) -> Answer:
    assert _hands is not None
    try:
        return work(chunk, _hands)
    finally:
        _hands.rest()


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended: what it had in hand, and whether the time for that was over."""

    in_hand: InHand | None
    timed_out: bool


class FencedWorker:
    """A worker process and what is known of it; `call` always answers, or says why no worker can.

    Args:
        limits: What one piece of work may take.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._executor: Any = None
        self._note: IO[bytes] | None = None
        self._stopped = False

    def call(self, work: Work[AnyChunk, Answer], chunk: AnyChunk) -> Answer:
        """The answer of `work(chunk, hands)`, made in the worker process.

        A place at which a worker dies is tried once more, one that takes too long is not; then it is set aside, and
        the answer is made without it.

        Raises:
            WorkerError: Workers die before they take anything in hand.
        """
        died: list[tuple[str, str]] = []
        while True:
            if self._stopped:
                raise WorkerError("the work was stopped")
            try:
                return self._submit(work, chunk).result()
            except MemoryError:
                # Outside any one page: the work on a publication as a whole is too large.
                death = Death(self._read_note(), timed_out=False)
            except _broken_pool():
                death = self._find_death()
            if self._stopped:
                continue
            self._end()
            where = (death.in_hand.publication_id, death.in_hand.place) if death.in_hand else ("", "")
            died.append(where)
            _LOG.warning("worker_died", extra={"publication": where[0], "place": where[1], "late": death.timed_out})
            if not where[0]:
                if died.count(where) >= _DEATHS_AT_START:
                    raise WorkerError("worker processes die before they begin; is there memory for them?")
            elif death.timed_out or died.count(where) > 1:
                chunk = replace(chunk, set_aside=(*chunk.set_aside, self._judge(death, *where)))

    def _submit(self, work: Work[AnyChunk, Answer], chunk: AnyChunk) -> Future[Answer]:
        if self._executor is None:
            self._start()
        try:
            future: Future[Answer] = self._executor.submit(_do, work, chunk)
        except _broken_pool():  # it died while nobody looked
            self._start()
            future = self._executor.submit(_do, work, chunk)
        return future

    def _start(self) -> None:
        # Their import is of no use to a run in this process.
        from loky import ProcessPoolExecutor  # noqa: PLC0415

        self._end()
        self._note = tempfile.NamedTemporaryFile(prefix="extract-", suffix=".note")  # noqa: SIM115  (closed in `_end`)
        # Let go by the system when this process dies; the worker waits for that, and ends.
        fcntl.flock(self._note.fileno(), fcntl.LOCK_EX)
        self._executor = ProcessPoolExecutor(
            1, timeout=_IDLE_SECONDS, initializer=_begin, initargs=(self._note.name, self.limits), env=_ENVIRONMENT
        )

    def _read_note(self) -> InHand | None:
        return read_note(Path(self._note.name)) if self._note else None

    def _find_death(self) -> Death:
        held = self._read_note()
        late = held is not None and time.monotonic() - held.since >= self.limits.seconds
        return Death(held, late)

    def _judge(self, death: Death, publication_id: str, place: str) -> SetAside:
        name = name_of(Path(place)) or publication_id
        if death.timed_out:
            message = f"{name}: the work on it took more than {self.limits.seconds:g} seconds"
            return SetAside(publication_id, place, "timed_out", message)
        return SetAside(publication_id, place, "unreadable", f"{name}: the process that worked on it died, twice")

    def stop(self) -> None:
        """End the process, whatever it is at, for good."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, kill_workers=True)
            self._executor = None
        if self._note is not None:
            self._note.close()
            self._note = None


def _broken_pool() -> type[Exception]:
    from loky import BrokenProcessPool  # noqa: PLC0415

    broken: type[Exception] = BrokenProcessPool
    return broken
