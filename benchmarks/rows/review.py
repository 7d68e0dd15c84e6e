"""The review pages with a long queue: how long each page takes to answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from benchmarks.measure import FULL, Row, Size, processor_seconds
from benchmarks.rows.pages import run_whole_job
from extract.review.log import DecisionLog
from extract.review.pages.app import make_app
from extract.review.pages.desk import Desk
from extract.review.pages.guard import Door
from extract.review.pages.material import Material, load_material

_CORPUS = Path(__file__).parents[2] / "corpus"
_HOST = "127.0.0.1:8765"
_CHANGES = 10_000


def measure_review(size: Size) -> Row:
    """Processor time of the dearest page with 10,000 changes in the queue, half of them decided."""
    with TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs"
        run_whole_job(_CORPUS, outputs)
        material = _multiply(load_material(outputs), _CHANGES if size == FULL else 200)
        log = DecisionLog(Path(folder) / "decisions.sqlite")
        desk, door = Desk(material, log), Door()
        ids = [item.change_id for item in desk.queue]
        desk.decide(*(desk.draft(change_id, "Ben", "confirmed", None) for change_id in ids[::2]))
        browser = _Browser(httpx.ASGITransport(make_app(desk, door, frozenset({_HOST}))))
        spent = _visit(browser, door, ids, size.rounds)
        browser.close()
        log.close()
    dearest = max(spent, key=lambda page: median(spent[page]))
    notes = {page: median(times) for page, times in spent.items()}
    return Row("review", f"the dearest page of a review of {len(ids):,} changes", "ms", tuple(spent[dearest]), notes)


def _multiply(material: Material, count: int) -> Material:
    """The same tables with so many changes: the flagged ones again and again, each with an id of its own."""
    flagged = [row for row in material.changes.values() if row["flagged"]]
    copies = {f"change-{number:016x}": flagged[number % len(flagged)] for number in range(count)}
    return replace(
        material,
        changes={change_id: row | {"change_id": change_id} for change_id, row in copies.items()},
        subjects={
            change_id: replace(material.subjects[row["change_id"]], change_id=change_id)
            for change_id, row in copies.items()
        },
    )


class _Browser:
    """Asks the pages without a network between, one request after the other."""

    def __init__(self, transport: httpx.ASGITransport) -> None:
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=transport, base_url=f"http://{_HOST}", headers={"Origin": f"http://{_HOST}"}
        )

    def get(self, path: str) -> str:
        return self._runner.run(self._client.get(path)).text

    def post(self, path: str, form: Mapping[str, str]) -> None:
        self._runner.run(self._client.post(path, data=form))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


def _visit(browser: _Browser, door: Door, ids: list[str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each page in each round; a decision is the form alone, without the page that it leads to."""
    browser.get(f"/enter?token={door.make_token()}")
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get("/name"))
    assert found is not None
    form = {"form_token": found[1]}
    browser.post("/name", {**form, "name": "Ann"})
    pages = {
        "start": "/",
        "change": f"/changes/{ids[len(ids) // 2]}",
        "list": "/changes?state=all",
        "search": "/changes?text=care+homes&state=all",
        "page": "/editions/care-homes-action-plan@2020-12",
        "decisions": "/decisions",
        "summary": "/summary",
    }
    spent: dict[str, list[float]] = {name: [] for name in (*pages, "decision")}
    for number in range(rounds + 1):
        for name, path in pages.items():
            spent[name].append(1000 * processor_seconds(partial(browser.get, path)))
        decide = partial(browser.post, f"/changes/{ids[2 * number + 1]}/decision", {**form, "verdict": "confirmed"})
        spent["decision"].append(1000 * processor_seconds(decide))
    return {name: times[1:] for name, times in spent.items()}
