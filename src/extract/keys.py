"""Keys: hashes that stand for all that a result was made from, so that it need not be made again."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING

from extract.archives import PageFile
from extract.corpus import EditionFiles, name_of, place_of
from extract.identifiers import hash_parts

if TYPE_CHECKING:
    from extract.review.feedback import DecisionsRead

# Libraries that have a say in the rows. spaCy has none: its components serve other people's pipelines.
LIBRARIES = ("beautifulsoup4", "lxml", "pyarrow", "rapidfuzz", "scipy")
# Of our own modules and folders, those that have none: what starts runs, and what reads tables that are written.
WITHOUT_A_SAY = (
    *("__init__", "__main__", "cli", "commands", "screen", "logs", "show", "show_added", "show_changes", "show_run"),
    *("batch", "tasks", "engines", "dask_engine", "workers", "watch", "cache", "account", "run_record", "export"),
    *("check", "comparison", "components", "dictionary", "evaluate", "frames", "open_tables", "views", "unused_words"),
    *("stores", "mirrors", "report", "looks", "fragments", "redline", "collect", "fetch", "review/pages"),
)


@cache
def hash_code() -> str:
    """A hash of the package's own sources and data: results made by other code have another one."""
    root = Path(str(package_files("extract")))
    sources = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".toml"))
    own = {path.relative_to(root).as_posix(): path for path in sources}
    silent = tuple(f"{name}{end}" for name in WITHOUT_A_SAY for end in ("/", ".py"))
    return hash_parts(
        *(
            part
            for name, path in own.items()
            if not name.startswith(silent)
            for part in (name, path.read_text(encoding="utf-8"))
        )
    )


def list_versions() -> dict[str, str]:
    """The version of Python, which knows the letters, and of every library that has a say in the rows."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: version(name) for name in LIBRARIES}}


@cache
def hash_versions() -> str:
    """A hash of the package's own code and of the versions of all that it works with."""
    return hash_parts(hash_code(), *(f"{name}={number}" for name, number in list_versions().items()))


def make_edition_key(files: EditionFiles, digests: Mapping[PageFile, str]) -> str:
    """The key of what one edition's files are read to.

    Args:
        digests: The SHA-256 of every file of the edition and of every file of words beside it.
    """
    about = (files.publication, files.name, files.as_at, files.as_at_precision, files.url, files.captured)
    named = (part for path in files.paths for part in (place_of(files, path), digests[path]))
    words = (part for path in (*files.words, *files.bodies) for part in (name_of(path), digests[path]))
    return hash_parts(hash_versions(), repr(about), str(len(files.paths)), *named, *words)


def make_publication_key(
    publication_id: str,
    editions: Sequence[EditionFiles],
    digests: Mapping[PageFile, str],
    decided: DecisionsRead | None,
) -> str:
    """The key of the rows of one publication: what its editions are, and what reviewers decided about it."""
    decisions = repr(decided.made) if decided is not None else ""
    return hash_parts(
        hash_versions(), publication_id, decisions, *(make_edition_key(files, digests) for files in editions)
    )
