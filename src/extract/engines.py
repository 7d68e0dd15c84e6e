"""The same map, in this process or in worker processes; the answers come in the order of the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from extract.errors import WorkerError

Question = TypeVar("Question")
Answer = TypeVar("Answer")

# Small enough for a bar that moves and for an even end, large enough to make the sending cheap.
_LARGEST_CHUNK = 4
_CHUNKS_PER_WORKER = 4
# Workers are kept for the next stage of the same run and leave by themselves behind the last.
_IDLE_SECONDS = 5


def map_in_order(
    function: Callable[[Question], Answer], questions: Sequence[Question], *, workers: int = 1
) -> Iterator[Answer]:
    """Apply a pure function to every item; with more than one worker, in processes of their own.

    Args:
        function: A module-level function, so that it can be sent to another process.
        workers: How many processes; 1 means this one.

    Raises:
        WorkerError: A worker process was killed, as systems do when memory runs out.

    >>> list(map_in_order(len, ["a", "bb"]))
    [1, 2]
    """
    if workers <= 1 or len(questions) <= 1:
        yield from map(function, questions)
        return
    # Their import is of no use to a run in this process.
    from loky import BrokenProcessPool, get_reusable_executor  # noqa: PLC0415

    chunk = max(1, min(_LARGEST_CHUNK, len(questions) // (workers * _CHUNKS_PER_WORKER)))
    executor = get_reusable_executor(max_workers=workers, timeout=_IDLE_SECONDS)
    try:
        yield from executor.map(function, questions, chunksize=chunk)
    except BrokenProcessPool as error:
        raise WorkerError("a worker process was killed, perhaps for want of memory; try fewer workers") from error
    except KeyboardInterrupt:
        executor.shutdown(kill_workers=True)
        raise
