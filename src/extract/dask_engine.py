"""The same work on Dask: chunks of paths to Dask's workers, each of which works behind a fence of its own."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from multiprocessing import current_process
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

from extract.corpus import name_of
from extract.engines import WorkerProcesses, dismiss_workers
from extract.errors import WorkerError
from extract.extras import load_extra
from extract.pages import name_place
from extract.publications import Chunk
from extract.watch import Limits, SetAside, Watcher

_LOG = logging.getLogger("extract")
# Chunks with the cluster for each of its threads: one in hand, one on the way.
_AHEAD = 2
# How a cluster is set up that lasts as long as a run. Its workers are no daemons, which may not start processes, and
# they load this module. What a worker had when it died is given up at once. And it is started again, however long a
# busy machine takes over that: Dask would give it up after 15 seconds.
_OWN_CLUSTER = {
    "distributed.worker.daemon": False,
    "distributed.worker.preload": ["extract.dask_engine"],
    "distributed.scheduler.allowed-failures": 0,
    "distributed.deploy.lost-worker-timeout": "1 day",
}
_GONE = "the Dask scheduler is gone; what was finished is kept for the next run"
Answer = TypeVar("Answer")
# Dask says little about its types.
Client = Any
Future = Any
Work = Callable[[Chunk, Watcher], Answer]


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Works on a Dask cluster, whose workers reach the corpus and the cache by the same paths as this process.

    address: the scheduler's; None for a cluster of `workers` processes on this machine, for as long as the run lasts.
    patience: seconds for which a cluster may be without any worker.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    address: str | None = None
    patience: float = 300

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Generator[Answer]:
        """The answer for each chunk, as they come.

        A page over which Dask's workers themselves die is found and set aside.

        Raises:
            InputError: Dask is not installed.
            WorkerError: There is no such scheduler, no worker comes, or its workers cannot do the work.
        """
        distributed = load_extra("distributed", extra="dask", needed_by="runs on Dask")
        with _connect(distributed, self) as client:
            yield from _Exchange(distributed, client, work, self).work(chunks)


@contextmanager
def _connect(distributed: ModuleType, engine: DaskWorkers) -> Iterator[Client]:
    import dask  # noqa: PLC0415  (an extra)

    if engine.address is not None:
        try:
            client = distributed.Client(engine.address)
        except (OSError, ValueError) as error:
            raise WorkerError(f"no Dask scheduler answers at {engine.address}: {error}") from error
        with client:
            yield client
        return
    with dask.config.set(_OWN_CLUSTER):
        try:
            cluster = distributed.LocalCluster(
                n_workers=engine.workers, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
            )
        except RuntimeError as error:
            raise WorkerError(f"Dask's workers do not start: {error}") from error
        # It hooks into the collection of garbage in this process, where a Ctrl-C that comes meanwhile would be lost.
        import_module("distributed.gc").disable_gc_diagnosis(force=True)
        with cluster, distributed.Client(cluster) as client:
            yield client


class _Exchange(Generic[Answer]):
    """What is with the cluster, and what comes of it.

    Dask gives a chunk up when workers died that had it, whether or not it was the cause. So its publications are worked
    on once more at the end, one at a time, when nothing else is with the cluster: a worker that dies then dies over
    what it has. To search by halves would take fewer tries and more deaths; a death takes as long as hundreds of pages.
    """

    def __init__(self, distributed: ModuleType, client: Client, work: Work[Answer], engine: DaskWorkers) -> None:
        self._distributed, self._client = distributed, client
        self._work, self._limits, self._patience = work, engine.limits, engine.patience

    def work(self, chunks: Iterable[Chunk]) -> Iterator[Answer]:
        self._refuse_without_package()
        given_up = []
        for chunk, answer in self._work_together(chunks):
            if answer is None:
                given_up.append(chunk)
            else:
                yield answer
        for chunk in given_up:
            for task in chunk.publications:
                yield self._work_alone(replace(chunk, publications=(task,)))

    def _refuse_without_package(self) -> None:
        """Wait for a worker, and see whether all that are there have this package: without, they die over any chunk."""
        # For a task, since some clusters start workers only when there is one.
        self._await_some([self._client.submit(abs, 0, pure=False)])
        try:
            loaded = self._client.run(import_module, __name__, on_error="return")
        except OSError as error:
            raise WorkerError(_GONE) from error
        for address, found in loaded.items():
            if isinstance(found, BaseException):
                raise WorkerError(f"the Dask worker at {address} has no extract to work with: {found}") from found

    def _work_together(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Answer | None]]:
        """Every chunk with its answer, as they come; without one where Dask gave up."""
        waiting: dict[Future, Chunk] = {}
        for chunk in chunks:
            waiting[self._submit(chunk)] = chunk
            if len(waiting) >= _AHEAD * self._count_threads():
                for future in self._await_some(waiting):
                    yield waiting.pop(future), self._take(future)
        while waiting:
            for future in self._await_some(waiting):
                yield waiting.pop(future), self._take(future)

    def _await_some(self, futures: Iterable[Future]) -> Collection[Future]:
        """Those of some futures that are done, once one of them is.

        Raises:
            WorkerError: The cluster was without workers for too long, or is gone.
        """
        waiting = list(futures)
        while True:
            try:
                done: Collection[Future] = self._distributed.wait(waiting, self._patience, "FIRST_COMPLETED").done
            except TimeoutError:
                self._await_worker()
            except CancelledError as error:
                raise WorkerError(_GONE) from error
            else:
                return done

    def _await_worker(self) -> None:
        try:
            self._client.wait_for_workers(1, self._patience)
        except TimeoutError as error:
            none = f"the Dask cluster was without any worker for {self._patience:g} seconds (--worker-seconds)"
            raise WorkerError(f"{none}; what was finished is kept for the next run") from error
        except OSError as error:
            raise WorkerError(_GONE) from error

    def _work_alone(self, chunk: Chunk) -> Answer:
        """The answer for one publication: of all its pages, else without those over which workers die, else of none."""
        (task,) = chunk.publications
        answer = self._take(self._submit(chunk))
        if answer is not None:
            return answer
        pages = [name_place(path) for files in task.editions for path in files.paths]
        for places in filter(None, (self._find_deadly(chunk, pages), [""])):
            for place in places:
                _LOG.warning("worker_died", extra={"publication": task.publication_id, "place": place, "late": False})
            answer = self._take(self._submit(_set_aside(chunk, places)))
            if answer is not None:
                return answer
        raise WorkerError(f"Dask's workers die over {task.publication_id}, whatever is left out of it")

    def _find_deadly(self, chunk: Chunk, pages: Sequence[str]) -> Sequence[str]:
        """Those pages of a publication over which workers die also where all others are set aside."""
        if len(pages) == 1:
            return pages
        return [page for page in pages if self._take(self._submit(_set_aside(chunk, {*pages} - {page}))) is None]

    def _count_threads(self) -> int:
        """Those of all workers that there are now; one where there are none yet."""
        try:
            threads: int = sum(self._client.nthreads().values())
        except OSError as error:
            raise WorkerError(_GONE) from error
        return max(1, threads)

    def _submit(self, chunk: Chunk) -> Future:
        return self._client.submit(work_behind_fence, self._work, chunk, self._limits, pure=False)

    def _take(self, future: Future) -> Answer | None:
        """The answer, once it is there; None where Dask gave up because workers died."""
        self._await_some([future])
        try:
            answer: Answer = future.result()
        except self._distributed.KilledWorker:
            return None
        except CancelledError as error:
            raise WorkerError(_GONE) from error
        except RuntimeError as error:
            said = " ".join(str(error).split())
            raise WorkerError(f"is this version of extract where the Dask scheduler runs? {said}") from error
        return answer


def _set_aside(chunk: Chunk, places: Iterable[str]) -> Chunk:
    publication_id = chunk.publications[0].publication_id
    aside = (
        SetAside(publication_id, place, "unreadable", f"{name_of(Path(place)) or publication_id}: workers died over it")
        for place in places
    )
    return replace(chunk, set_aside=(*chunk.set_aside, *aside))


# ---------------------------------------------------------------- in Dask's workers


def work_behind_fence(work: Work[Answer], chunk: Chunk, limits: Limits) -> Answer:
    """The answer for a chunk, made as on one machine: in a process of its own, kept for the next chunk.

    Raises:
        WorkerError: This worker may not start processes, or they die before they begin.
    """
    if current_process().daemon:
        raise WorkerError("Dask's workers may not start processes: set distributed.worker.daemon to false for them")
    (answer,) = WorkerProcesses(1, limits).work(work, [chunk])
    return answer


def dask_setup(_worker: object) -> None:
    """What Dask calls in a worker of a run's own cluster when it starts: Ctrl-C is the command's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def dask_teardown(_worker: object) -> None:
    """What Dask calls in a worker of a run's own cluster when it is to end: nobody waits for what it is at."""
    dismiss_workers()
