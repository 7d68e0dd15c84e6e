"""The whole job: a corpus to a release of tables, by any number of workers, from what is kept where nothing changed."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from extract.account import Account, RunSummary, summarise
from extract.cache import Cache, Place, peek
from extract.corpus import hash_file
from extract.engines import Engine, WorkerProcesses
from extract.errors import InputError, OutputError
from extract.keys import hash_code, hash_versions, list_versions
from extract.open_tables import RUN_FILE, is_address
from extract.parts import DamagedPart
from extract.publications import Chunk, PublicationTask, list_unused_in_chunk, work_on_chunk
from extract.release import lock, release, settle
from extract.run_record import compare_flags, find_flags, hash_files, is_whole, read_run, write_run
from extract.stores import open_place
from extract.tables import WRITTEN, merge_parts
from extract.tasks import Source, make_chunks, name_words, open_source

_LOG = logging.getLogger("extract")
Progress = Callable[[int, int], None]


def run_corpus(  # noqa: PLR0913  (each says something about the run)
    corpus: Path | Sequence[Path],
    outputs: Path | str,
    *,
    only: str | None = None,
    decisions: Path | None = None,
    engine: Engine = WorkerProcesses(),  # noqa: B008  (frozen)
    cache: Path | None = None,
    file_rows: int | None = None,
    progress: Progress | None = None,
) -> RunSummary:
    """Read a corpus, follow its commitments through their editions and write every table.

    Args:
        corpus: A corpus folder, a publication's folder, a single page or a web archive; or several of these.
        outputs: The folder that the tables are written to, whole or not at all; or its address in a store of objects.
        only: The id of the one publication to read.
        decisions: The log of what reviewers decided; without it, `decisions.sqlite` in the corpus folder, if there.
        engine: Who does the work.
        cache: The folder for results that later runs use again, and where a run that died is taken up; None for none.
        file_rows: Each table becomes a folder of files with so many rows at most; one file without.
        progress: Called with the number of publications done and of all.

    Raises:
        InputError: The corpus cannot be used.
        OutputError: The outputs cannot be written; what was there stays.
        WorkerError: No worker process can be had.
    """
    source = open_source(corpus, only=only, decisions=decisions)
    try:
        with open_place(outputs, cache) as place, lock(place, f"another run is writing {outputs}"):
            settle(place, WRITTEN)
            with _open_cache(place, cache) as kept:
                return _Run(source, place, engine, kept, file_rows, progress).run()
    except FileExistsError as error:
        raise OutputError(f"{outputs} cannot be written: Not a directory: {error.filename}") from error
    except OSError as error:
        raise OutputError(f"{outputs} cannot be written: {error.strerror or error}") from error


def find_default_cache(outputs: Path | str) -> Path:
    """The folder for kept results where nobody names one: beside the outputs, else where one stands.

    >>> find_default_cache(Path("/srv/outputs")).as_posix(), find_default_cache("s3://bucket/plans/").name
    ('/srv/.outputs.cache', '.plans.cache')
    """
    if is_address(outputs):
        url = urlsplit(str(outputs))
        outputs = PurePosixPath(url.netloc + url.path).name
    place = Path(outputs).resolve()
    return place.with_name(f".{place.name}.cache")


@dataclass(frozen=True, slots=True)
class Planned:
    """A publication that a run would read: its files, and whether an earlier run left its rows."""

    publication_id: str
    pages: int
    kept: bool


def list_plan(
    corpus: Path | Sequence[Path], *, only: str | None = None, decisions: Path | None = None, cache: Path | None = None
) -> Iterator[Planned]:
    """What `run_corpus` would read; nothing is written.

    Raises:
        InputError: The corpus cannot be used.
    """
    source = open_source(corpus, only=only, decisions=decisions)
    with peek(cache) as is_kept:
        for task in source.list_tasks(hash_file, pages=True):
            pages = sum(len(files.paths) for files in task.editions)
            yield Planned(task.publication_id, pages, is_kept(task.key))


def list_unused_words(
    corpus: Path | Sequence[Path],
    *,
    only: str | None = None,
    engine: Engine = WorkerProcesses(),  # noqa: B008  (frozen)
) -> dict[str, tuple[str, ...]]:
    """The words of the vocabulary, by their place in it, that no page of a corpus printed; every page is read again.

    Raises:
        InputError: The corpus cannot be used.
    """
    source = open_source(corpus, only=only)
    tasks = source.list_tasks(hash_file, pages=False)
    unused: dict[str, list[str]] = {}
    for found in engine.work(list_unused_in_chunk, make_chunks(tasks, Path(), None, engine.workers)):
        for key, words in found.items():
            unused[key] = [word for word in unused.get(key, words) if word in words]
    return {key: tuple(words) for key, words in unused.items()}


@contextmanager
def _open_cache(outputs: Path, folder: Path | None) -> Iterator[Cache]:
    if folder is None:
        with Cache(outputs.with_name(f".{outputs.name}.parts"), lasting=False) as cache:
            yield cache
        return
    folder = folder.resolve()
    with lock(folder, f"another run is using the cache {folder}"), Cache(folder) as cache:
        yield cache


class _Run:
    """One run, from the corpus to the release."""

    def __init__(
        self,
        source: Source,
        outputs: Path,
        engine: Engine,
        cache: Cache,
        file_rows: int | None,
        progress: Progress | None,
    ) -> None:
        self._source, self._outputs, self._engine, self._cache = source, outputs, engine, cache
        self._file_rows, self._progress = file_rows, progress
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._words: dict[str, str] = {}
        self._from_cache = self._made = 0

    def run(self) -> RunSummary:
        begun = datetime.now(UTC)
        mended: set[str] = set()
        while True:
            try:
                self._make_parts()
                record = self._describe(begun)
                summary = self._leave_as_it_is(record) or self._write(record)
            except DamagedPart as damaged:
                if damaged.name in mended:
                    raise
                _LOG.warning("part_damaged", extra={"part": damaged.name})
                mended.add(damaged.name)
                self._cache.forget_part(damaged.name)
            else:
                _LOG.info("run_done", extra={"run_id": record["run_id"], "same": summary.same})
                return summary

    # ------------------------------------------------------------ parts

    def _make_parts(self) -> None:
        """Have every publication's rows in some part, those that were kept and those that are made now."""
        _LOG.info("run_begun", extra={"outputs": str(self._outputs)})
        self._cache.begin_run()
        self._from_cache = self._made = 0
        total = sum(1 for _ in self._source.list_publications()) if self._progress else 0
        tasks = self._list_unknown(total)
        with closing(self._engine.work(work_on_chunk, self._make_chunks(tasks))) as parts:
            for part in parts:
                for row, one in enumerate(part.publications):
                    self._cache.use(one.publication_id, one.key, Place(part.name, row))
                    if one.keep:
                        self._cache.keep(one.key, Place(part.name, row))
                for stage, seconds in part.seconds.items():
                    self._seconds[stage] += seconds
                self._made += len(part.publications)
                self._report(total)
                _LOG.info("part_done", extra={"part": part.name, "publications": len(part.publications)})

    def _list_unknown(self, total: int) -> Iterator[PublicationTask]:
        """The publications whose rows no earlier run left."""
        tasks = self._source.list_tasks(self._cache.hash_file, pages=self._cache.lasting)
        while True:
            with self._time("look"):
                task = next(tasks, None)
                place = self._cache.find(task.key) if task and self._cache.lasting else None
            if task is None:
                return
            self._words |= {name_words(path, task.publication_id): digest for path, digest in task.words.items()}
            if place is None:
                yield task
            else:
                self._cache.use(task.publication_id, task.key, place)
                self._from_cache += 1
                self._report(total)

    def _make_chunks(self, tasks: Iterable[PublicationTask]) -> Iterator[Chunk]:
        return make_chunks(tasks, self._cache.parts, self._cache.readings, self._engine.workers)

    def _report(self, total: int) -> None:
        if self._progress is not None:
            self._progress(self._from_cache + self._made, total)

    @contextmanager
    def _time(self, stage: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self._seconds[stage] += time.process_time() - begun

    # ------------------------------------------------------------ the release

    def _describe(self, begun: datetime) -> dict[str, Any]:
        """What was read, by which code; `run_id` depends on that alone, and not on time, place or workers."""
        decided, versions = self._source.decided, list_versions()
        digest = hashlib.sha256(hash_versions().encode())
        for key in self._cache.list_keys():
            digest.update(key.encode())
        return {
            "run_id": digest.hexdigest()[:16],
            "version": version("progress-extract"),
            "code": hash_code(),
            "python": versions.pop("python"),
            "libraries": versions,
            "words": [{"path": path, "sha256": sha256} for path, sha256 in sorted(self._words.items())],
            "decisions": {"entries": decided.entries, "head": decided.head} if decided else None,
            "file_rows": self._file_rows,
            "begun": begun.isoformat(timespec="seconds"),
            "publications": {"from_cache": self._from_cache, "made": self._made},
        }

    def _leave_as_it_is(self, record: dict[str, Any]) -> RunSummary | None:
        """The summary of the release that is there, where it is what would be written; else None."""
        if self._made or not (self._outputs / RUN_FILE).is_file():
            return None
        before = _read_run_before(self._outputs)
        if any(before.get(name) != record[name] for name in ("run_id", "file_rows")):
            return None
        if not is_whole(self._outputs, before):
            return None
        record |= {"flags": before["flags"] | {"new": [], "gone": []}}
        record |= {name: before[name] for name in ("counts", "unread", "files", "told")}
        write_run(self._outputs, record | {"seconds": self._round_seconds()})
        return summarise(record, same=True)

    def _write(self, record: dict[str, Any]) -> RunSummary:
        with release(self._outputs, WRITTEN) as folder:
            begun = time.process_time()
            account = Account(decided=self._source.decided is not None)
            rows = merge_parts(account.take(self._cache.read_run()), folder, record["run_id"], self._file_rows)
            flags = compare_flags(find_flags(self._outputs), find_flags(folder))
            record |= {"counts": account.counts() | {"tables": rows}, "flags": flags, "unread": account.unread}
            record |= {"told": account.told(), "files": hash_files(folder)}
            self._seconds["write"] = time.process_time() - begun
            write_run(folder, record | {"seconds": self._round_seconds()})
            _LOG.info("tables_written", extra={"rows": rows})
        self._cache.clean()
        return summarise(record)

    def _round_seconds(self) -> dict[str, float]:
        return {stage: round(seconds, 3) for stage, seconds in sorted(self._seconds.items())}


def _read_run_before(outputs: Path) -> dict[str, Any]:
    try:
        return read_run(outputs)
    except InputError:
        return {}
