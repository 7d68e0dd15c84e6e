"""Everything that the report tells about one publication, worked out of the tables of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from extract.compare import Overdue, find_overdue
from extract.fragments import link_to_words
from extract.model import Edition, EditionProblem, History, Publication, Source
from extract.open_tables import read_rows
from extract.report.coverage import Coverage, PlacedProblem, measure_coverage, place_problems
from extract.report.flagged import PairOfEditions, group_decisions, list_pairs, rank_changes
from extract.report.followed import ThemeGroup, group_by_theme, list_records, name_themes
from extract.report.headline import Headline, sum_up
from extract.report.money import MoneyGroup, list_money
from extract.report.statuses import StatusTable, count_statuses
from extract.report.timeline import Timeline, draw_up_timeline
from extract.review.pages.material import Material, load_material
from extract.review.pages.shown import ShownPiece, show_record
from extract.rows import Row


@dataclass(frozen=True, slots=True)
class RecordInWords:
    """A record as its page prints it: every piece, with its link to the live page."""

    action_id: str
    theme: str | None
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True, slots=True)
class EditionInWords:
    """The records of an edition in the order of the page."""

    edition: Edition
    records: tuple[RecordInWords, ...]


@dataclass(frozen=True, slots=True)
class PublicationReport:
    """What the report tells about one publication.

    overdue: as at the day of the latest edition, None where that has no date. sources: every file, those that could
    not be read among them.
    """

    publication: Publication
    editions: tuple[Edition, ...]
    headline: Headline
    statuses: StatusTable
    themes: tuple[ThemeGroup, ...]
    timeline: Timeline | None
    overdue: tuple[Overdue, ...] | None
    money: tuple[MoneyGroup, ...]
    pairs: tuple[PairOfEditions, ...]
    coverage: tuple[Coverage, ...]
    problems: tuple[PlacedProblem, ...]
    sources: tuple[Source, ...]
    words: tuple[EditionInWords, ...]

    @property
    def title(self) -> str:
        """What the publication is called: by its description, by its latest edition, else by its id."""
        printed = self.editions[-1].title if self.editions else None
        return self.publication.title or printed or self.publication.publication_id


def draw_up_reports(
    outputs: Path, histories: Sequence[History], *, only: str | None = None
) -> tuple[PublicationReport, ...]:
    """Work out the report on every publication.

    Args:
        outputs: The tables that the histories were loaded from.
        only: The id of the one publication that they are about.

    Raises:
        InputError: The folder was not written by a run, or a table cannot be read.
    """
    material = load_material(outputs, only=only)
    decisions = group_decisions(read_rows(outputs, "decisions", only=only))
    ranks = rank_changes(material)
    unread = [row for row in read_rows(outputs, "problems", only=only) if row["edition_id"] is None]
    lost = [row for row in read_rows(outputs, "sources", only=only) if row["edition_id"] is None]
    return tuple(
        _draw_up(
            history,
            material,
            list_pairs(history, material, decisions, ranks),
            [row for row in unread if row["publication_id"] == history.publication.publication_id],
            [row for row in lost if row["publication_id"] == history.publication.publication_id],
        )
        for history in histories
    )


def _draw_up(
    history: History, material: Material, pairs: tuple[PairOfEditions, ...], unread: Sequence[Row], lost: Sequence[Row]
) -> PublicationReport:
    themes = group_by_theme(history)
    commitments = tuple(chain.from_iterable(theme.commitments for theme in themes))
    # Nothing is known of any day after the latest edition.
    as_at = history.editions[-1].as_at if history.editions else None
    overdue = find_overdue(history, as_at) if as_at else None
    problems = place_problems(history, tuple(_place_unread(row) for row in unread))
    read = chain.from_iterable(edition.sources for edition in history.editions)
    return PublicationReport(
        publication=history.publication,
        editions=history.editions,
        headline=sum_up(history, pairs, overdue, len(problems)),
        statuses=count_statuses(history),
        themes=themes,
        timeline=draw_up_timeline(history, commitments),
        overdue=overdue,
        money=list_money(history, commitments),
        pairs=pairs,
        coverage=tuple(measure_coverage(edition) for edition in history.editions),
        problems=problems,
        sources=(*read, *(_pick_source(row) for row in lost)),
        words=tuple(_put_in_words(edition, material) for edition in history.editions),
    )


def _place_unread(row: Row) -> PlacedProblem:
    problem = EditionProblem(row["problem_id"], None, row["code"], row["message"], None, None)
    return PlacedProblem(None, row["source_path"], problem, None, None)


def _pick_source(row: Row) -> Source:
    return Source(**{name: row[name] for name in Source.__slots__})


def _put_in_words(edition: Edition, material: Material) -> EditionInWords:
    themes = name_themes(edition)
    records = (
        RecordInWords(
            action.action_id,
            themes[action.action_id],
            tuple(_link(piece, edition) for piece in show_record(material, action.action_id)),
        )
        for action in list_records(edition)
    )
    return EditionInWords(edition, tuple(records))


def _link(piece: ShownPiece, edition: Edition) -> ShownPiece:
    words = "".join(segment.text for segment in piece.segments)
    return replace(piece, link=link_to_words(edition.url, words))
