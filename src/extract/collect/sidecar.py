"""The note beside a page: where it came from, when, and what the server said about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.corpus import hash_bytes, read_sidecar, sidecar_path
from extract.fetch import Known, ServedPage


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is noted about a page when it is added (docs/fetching.md, "The sidecar").

    address: what a reader would open; answered: the address that the bytes came from, where it is another one.
    time: when it was served, or, of an archive's capture, when it was captured.
    """

    publication: str
    sha256: str
    address: str | None = None
    answered: str | None = None
    country: str | None = None
    time: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def note_served(publication: str, page: ServedPage) -> Sidecar:
    """The note about a page that was just served."""
    fetched = page.fetched
    answered = fetched.address if fetched.address != page.address else None
    return Sidecar(
        publication,
        hash_bytes(fetched.data),
        page.address,
        answered,
        time=fetched.time,
        headers=fetched.headers,
    )


def note_file(publication: str, page: Path, data: bytes) -> Sidecar:
    """The note about a page on the disk: what is noted beside it there, if anything is.

    Raises:
        InputError: What is noted there is not TOML.
    """
    noted = read_sidecar(page)
    known = {name: noted[name] for name in ("address", "answered", "country", "time", "headers") if name in noted}
    return Sidecar(publication, hash_bytes(data), **known)


def write_sidecar(page: Path, sidecar: Sidecar) -> None:
    """Write the note beside a page."""
    values = {
        "address": sidecar.address,
        "answered": sidecar.answered,
        "time": sidecar.time,
        "sha256": sidecar.sha256,
        "publication": sidecar.publication,
        "country": sidecar.country,
    }
    _write(page, [*format_values(values), *_format_table("headers", sidecar.headers)])


def note_unchanged(page: Path, served: ServedPage) -> None:
    """Note below the rest that a page was served again with the same records, so that it is asked for only if it
    changed since then.
    """
    path, fetched = sidecar_path(page), served.fetched
    own = path.read_text(encoding="utf-8") if path.exists() else "\n".join(format_values({"address": served.address}))
    values = {"time": fetched.time, "sha256": hash_bytes(fetched.data), "answered": fetched.address}
    conditions = {name: fetched.headers.get(name) for name in ("etag", "last-modified")}
    own = own.partition("\n[unchanged]\n")[0].rstrip("\n")
    _write(page, [own, *_format_table("unchanged", {**values, **conditions})])


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted about a page: its address, what the server said about it, and when it was last served, UTC."""

    address: str
    known: Known
    time: datetime


def read_noted(page: Path) -> Noted | None:
    """What was noted beside a page when it was last served; None where nothing was."""
    sidecar = read_sidecar(page)
    address = sidecar.get("address")
    if not isinstance(address, str):
        return None
    last: Mapping[str, Any] = sidecar.get("unchanged") or {**sidecar, **sidecar.get("headers", {})}
    known = Known(last.get("answered") or address, last.get("etag"), last.get("last-modified"))
    time = last.get("time")
    return Noted(
        address, known, time if isinstance(time, datetime) and time.tzinfo else datetime.min.replace(tzinfo=UTC)
    )


def _write(page: Path, lines: list[str]) -> None:
    """Put the note in its place whole: written aside and renamed."""
    path = sidecar_path(page)
    aside = path.with_name(f".{path.name}.partial")
    aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    aside.replace(path)


def _format_table(name: str, values: Mapping[str, Any]) -> list[str]:
    lines = format_values(values)
    return ["", f"[{name}]", *lines] if lines else []


def format_values(values: Mapping[str, Any]) -> list[str]:
    """Values as lines of TOML, but those that are None."""
    return [f"{name} = {_format_value(value)}" for name, value in values.items() if value is not None]


def _format_value(value: str | datetime) -> str:
    """A value as TOML, whose strings are those of JSON but for one character.

    >>> print(_format_value('"a\\x7f"'), _format_value(datetime(2024, 6, 30, 12)))
    "\\"a\\u007f\\"" 2024-06-30T12:00:00
    """
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
