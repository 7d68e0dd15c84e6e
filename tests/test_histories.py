"""What was written is what is read back: published pages through parquet, and what was compared from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.compare import compare_editions
from extract.errors import InputError
from extract.histories import find_publication, load_histories
from extract.model import History
from extract.rows import Findings, build_rows
from extract.schemas import TABLES
from extract.tables import write_tables
from tests import histories as example
from tests.corpora import CORPUS, follow_corpus

PAGES = Path(__file__).parent / "pages"


def follow(corpus: Path) -> list[History]:
    return [one.history for one in follow_corpus(corpus) if one.history is not None]


def write(histories: list[History], folder: Path) -> Path:
    write_tables(histories, folder / "out", run_id="c0ffee", run={})
    return folder / "out"


@pytest.mark.parametrize("corpus", [CORPUS, PAGES / "scot-islands-housing-plan", PAGES / "river-quality-plan"])
def test_what_was_written_is_read_back(corpus: Path, tmp_path: Path) -> None:
    histories = follow(corpus)
    found = load_histories(write(histories, tmp_path))
    for table in TABLES:
        assert build_rows(table, Findings(found)) == build_rows(table, Findings(histories)), table


def test_editions_read_back_are_compared_to_the_same_changes(tmp_path: Path) -> None:
    (history,) = follow(PAGES / "scot-islands-housing-plan")
    (found,) = load_histories(write([history], tmp_path))
    assert compare_editions(replace(found, changes=())) == history.changes


def test_one_publication_of_several(tmp_path: Path) -> None:
    outputs = write(follow(CORPUS), tmp_path)
    assert [one.publication.publication_id for one in load_histories(outputs, only="federal-data-strategy")] == [
        "federal-data-strategy"
    ]
    assert len(find_publication(outputs, "federal-data-strategy").editions) == 4
    with pytest.raises(InputError, match="no publication 'plan'; there are care-homes-action-plan, federal-"):
        find_publication(outputs, "plan")


def test_tables_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is not the output of a run: it holds no publications\.parquet"):
        load_histories(tmp_path)
    outputs = example.write_example(tmp_path / "out")
    (outputs / "links.parquet").unlink()
    with pytest.raises(InputError, match=r"is not the output of a run: it holds no links\.parquet"):
        load_histories(outputs)
