"""The same work on Dask: chunks of paths to Dask's workers, each of which works behind a fence of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from multiprocessing import current_process
from pathlib import Path
from typing import Any, TypeVar

from extract.corpus import name_of
from extract.errors import WorkerError
from extract.pages import name_place
from extract.publications import Chunk
from extract.watch import Limits, SetAside, Watcher
from extract.workers import FencedWorker

_LOG = logging.getLogger("extract")
# Chunks with the cluster for each of its workers: one in hand, one on the way.
_AHEAD = 2
Answer = TypeVar("Answer")
# Dask says little about its types.
Client = Any
Future = Any
Work = Callable[[Chunk, Watcher], Answer]


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Works on a Dask cluster, whose workers reach the corpus and the cache by the same paths as this process.

    address: the scheduler's; None for a cluster of `workers` processes on this machine, for as long as the run lasts.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    address: str | None = None

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Generator[Answer]:
        """The answer for each chunk, as they come.

        A chunk over which Dask's workers themselves die is halved until the publication is found, and the page in it;
        that page is set aside.

        Raises:
            WorkerError: There is no such scheduler, or its workers may not start processes.
        """
        with _connected(self) as client:
            yield from _Exchange(client, self.limits).work(work, chunks)


@contextmanager
def _connected(engine: DaskWorkers) -> Iterator[Client]:
    try:
        import dask  # noqa: PLC0415  (an extra)

        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise WorkerError("--engine dask needs Dask: pip install 'progress-extract[dask]'") from error

    if engine.address is not None:
        try:
            client = distributed.Client(engine.address, timeout=10)
        except (OSError, ValueError) as error:
            raise WorkerError(f"no Dask scheduler answers at {engine.address}: {error}") from error
        with client:
            yield client
        return
    # A worker that is a daemon may not start the process behind the fence; one death more than allowed is the end.
    with (
        dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=engine.workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


class _Exchange:
    """What is with the cluster, and what came back."""

    def __init__(self, client: Client, limits: Limits) -> None:
        self._client, self._limits = client, limits

    def work(self, work: Work[Answer], chunks: Iterable[Chunk]) -> Iterator[Answer]:
        import distributed  # noqa: PLC0415

        waiting: dict[str, Chunk] = {}
        done: Any = distributed.as_completed()  # type: ignore[no-untyped-call]

        def hand_over(chunk: Chunk) -> None:
            future = self._submit(work, chunk)
            waiting[future.key] = chunk
            done.add(future)

        def take_one() -> Iterator[Answer]:
            future = next(done)
            chunk = waiting.pop(future.key)
            if not _was_killed(future):
                yield future.result()
            elif len(chunk.publications) > 1:
                for half in _halve(chunk):
                    hand_over(half)
            else:
                yield self._work_around(work, chunk)

        for chunk in chunks:
            hand_over(chunk)
            if len(waiting) >= _AHEAD * max(1, sum(self._client.nthreads().values())):
                yield from take_one()
        while waiting:
            yield from take_one()

    def _submit(self, work: Work[Answer], chunk: Chunk) -> Future:
        return self._client.submit(work_behind_fence, work, chunk, self._limits, pure=False)

    def _work_around(self, work: Work[Answer], chunk: Chunk) -> Answer:
        """The answer for a publication over which workers died: without the page, or else without all of it."""
        (task,) = chunk.publications
        suspects = [name_place(path) for files in task.editions for path in files.paths]
        all_pages = suspects
        while len(suspects) > 1:
            half = suspects[: len(suspects) // 2]
            others = [path for path in all_pages if path not in half]
            dies = _was_killed(self._submit(work, _set_aside(chunk, others)))
            suspects = half if dies else suspects[len(half) :]
        for places in (suspects, [""]):
            _LOG.warning("worker_died", extra={"publication": task.publication_id, "place": places[0], "late": False})
            future = self._submit(work, _set_aside(chunk, places))
            if not _was_killed(future):
                answer: Answer = future.result()
                return answer
        raise WorkerError(f"Dask's workers die over {task.publication_id}, whatever is left out of it")


def _was_killed(future: Future) -> bool:
    """Whether the workers died that had a chunk, as often as the scheduler allows."""
    from distributed import KilledWorker  # noqa: PLC0415

    return isinstance(future.exception(), KilledWorker)


def _halve(chunk: Chunk) -> tuple[Chunk, Chunk]:
    middle = len(chunk.publications) // 2
    return (
        replace(chunk, publications=chunk.publications[:middle]),
        replace(chunk, publications=chunk.publications[middle:]),
    )


def _set_aside(chunk: Chunk, places: Iterable[str]) -> Chunk:
    publication_id = chunk.publications[0].publication_id
    aside = (
        SetAside(publication_id, place, "unreadable", f"{name_of(Path(place)) or publication_id}: workers died over it")
        for place in places
    )
    return replace(chunk, set_aside=(*chunk.set_aside, *aside))


# ---------------------------------------------------------------- in Dask's workers

_here = threading.local()


def work_behind_fence(work: Work[Answer], chunk: Chunk, limits: Limits) -> Answer:
    """The answer for a chunk, made in a process that this thread of a Dask worker keeps behind a fence.

    Raises:
        WorkerError: This worker may not start processes.
    """
    if current_process().daemon:
        raise WorkerError("Dask's workers may not start processes: set distributed.worker.daemon to false for them")
    worker: FencedWorker | None = getattr(_here, "worker", None)
    if worker is None or worker.limits != limits:
        worker = _here.worker = FencedWorker(limits)
    return worker.call(work, chunk)
