"""Who does the work on chunks of publications: this process, or worker processes on this machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from queue import SimpleQueue
from typing import Protocol, TypeVar

from extract.publications import Chunk
from extract.watch import Limits, Unwatched, Watcher
from extract.workers import FencedWorker

Answer = TypeVar("Answer")
Work = Callable[[Chunk, Watcher], Answer]


class Engine(Protocol):
    """Does work on chunks, in any order, and takes the next chunk when it has room for it."""

    @property
    def workers(self) -> int:
        """How many chunks are worked on at once."""

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Generator[Answer]:
        """The answer for each chunk, as they come.

        Args:
            work: A function of a module, so that it can be sent to another process.

        Raises:
            WorkerError: No worker can do it.
        """


@dataclass(frozen=True, slots=True)
class ThisProcess:
    """Works in the process of the caller, without a fence: a page that never ends never ends.

    >>> list(ThisProcess().work(lambda chunk, watcher: chunk, ()))
    []
    """

    workers: int = 1

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Generator[Answer]:
        """The answer for each chunk, in their order."""
        return (work(chunk, Unwatched()) for chunk in chunks)


@dataclass(frozen=True, slots=True)
class WorkerProcesses:
    """Works in processes behind fences, on this machine; also one worker is a process of its own."""

    workers: int = 1
    limits: Limits = field(default_factory=Limits)

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Generator[Answer]:
        """The answer for each chunk, as they come; each worker has one chunk in hand and one waits for it."""
        # Left from the inside out: the workers are ended before the threads that wait for them are.
        with ThreadPoolExecutor(self.workers) as threads, _hired(self) as idle:

            def call(chunk: Chunk) -> Answer:
                worker = idle.get()
                try:
                    return worker.call(work, chunk)
                finally:
                    idle.put(worker)

            pending: set[Future[Answer]] = set()
            for chunk in chunks:
                pending.add(threads.submit(call, chunk))
                if len(pending) > 2 * self.workers:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in done)
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)


_employed: set[FencedWorker] = set()
# Workers of runs that ended, for the next run of this process: to start one takes longer than many a corpus.
_unemployed: defaultdict[Limits, list[FencedWorker]] = defaultdict(list)


@contextmanager
def _hired(engine: WorkerProcesses) -> Iterator[SimpleQueue[FencedWorker]]:
    """Workers for as long as the block lasts; when it ends badly they are ended, whatever they are at."""
    workers = [_hire(engine.limits) for _ in range(engine.workers)]
    _employed.update(workers)
    idle: SimpleQueue[FencedWorker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)
    try:
        yield idle
    except BaseException:
        for worker in workers:
            worker.stop()
        raise
    finally:
        _employed.difference_update(workers)
    _unemployed[engine.limits] += workers


def _hire(limits: Limits) -> FencedWorker:
    # Another thread may be quicker than a look at how many there are.
    with suppress(IndexError):
        return _unemployed[limits].pop()
    return FencedWorker(limits)


def dismiss_workers() -> None:
    """End all workers of this process, whatever they are at."""
    for workers in (list(_employed), *_unemployed.values()):
        while workers:
            workers.pop().stop()


# Sooner than with `atexit`: before it comes to that, a process of `multiprocessing`, as Dask's workers are, waits for
# its children.
Finalize(None, dismiss_workers, exitpriority=0)
