"""A small publication written by hand, true to every promise of the data model: two editions, three changes.

`make_history()` is what the stages before writing would hand over; `write_example(folder)` writes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from extract.model import (
    Action,
    Change,
    Commitment,
    Edition,
    EditionProblem,
    History,
    Link,
    Mention,
    NextStep,
    Organisation,
    Passage,
    Publication,
    Source,
    Statement,
    TargetDate,
    Theme,
)
from extract.rows import UnreadPage
from extract.tables import write_tables

SERIES = Publication(
    "nursing-plan", "Nursing plan: progress", "Ministry", "https://gov.example/plan", "OGL", "GB", "en"
)
JUNE = "nursing-plan@2024-06-30"
DECEMBER = "nursing-plan@2024-12-31"
ORGANISATION = Organisation("org-nhs", "NHS Example", "NHSE", ("NHSE",))

# A page as its passages: role, the row it belongs to, the words with the white space behind them.
JUNE_PAGE = (
    ("heading", None, "Nursing plan\n\n"),
    ("theme", "june-theme", "1. Staffing\n"),
    ("reference", "june-1", "1.1 "),
    ("action", "june-1", "Recruit more nurses.\n"),
    ("owner", "june-1", "Chief Nurse\n"),
    ("status", "june-1", "In progress\n"),
    ("progress", "june-1-said", "NHS Example spent £3.2 million – so far.\n"),
    ("next_step", "june-1-step", "Hire another 20.\n"),
    ("target_date", "june-1-date", "September 2024\n"),
    ("action", "june-2", "Publish a review of pay.\n"),
    ("progress", "june-2-said", "Work has begun.\n"),
)
DECEMBER_PAGE = (
    ("heading", None, "Nursing plan\n\n"),
    ("theme", "dec-theme", "1. Staffing\n"),
    ("reference", "dec-1", "1.1 "),
    ("action", "dec-1", "Recruit more nurses.\n"),
    ("owner", "dec-1", "Chief Nurse\n"),
    ("status", "dec-1", "Complete\n"),
    ("progress", "dec-1-said", "NHS Example spent £5 million.\n"),
    ("action", "dec-2", "Publish a full review of pay.\n"),
    ("progress", "dec-2-said", "Work has begun.\n"),
)

PagePlan = tuple[tuple[str, str | None, str], ...]
Span = tuple[int, int]


def make_history() -> History:
    """Two editions of one publication, lined up and compared."""
    june, december = make_june(), make_december()
    return History(
        SERIES,
        (june, december),
        links=(
            Link("link-1", JUNE, DECEMBER, "june-1", "dec-1", "same", 1.0, ("same reference", "same words")),
            Link("link-2", JUNE, DECEMBER, "june-2", "dec-2", "reworded", 0.9, ("alike",)),
        ),
        commitments=(
            Commitment("c-1", "Recruit more nurses.", JUNE, DECEMBER, (JUNE, DECEMBER)),
            Commitment("c-2", "Publish a full review of pay.", JUNE, DECEMBER, (JUNE, DECEMBER)),
        ),
        commitment_of=(("june-1", "c-1"), ("june-2", "c-2"), ("dec-1", "c-1"), ("dec-2", "c-2")),
        changes=_changes(june.text, december.text),
    )


def make_june() -> Edition:
    """The first edition: a printed next step with its target date, an amount and an organisation."""
    edition = _page(JUNE, date(2024, 6, 30), JUNE_PAGE)
    text = edition.text
    step, target = find(text, "Hire another 20."), find(text, "September 2024")
    money, body = find(text, "£3.2 million"), find(text, "NHS Example")
    return replace(
        edition,
        fields=("theme", "reference", "action", "owner", "status", "progress", "next_steps", "target_dates"),
        actions=(
            _action(
                text,
                "june-1",
                "june-theme",
                1,
                "Recruit more nurses.",
                reference="1.1",
                status_text="In progress",
                status="in_progress",
            ),
            _action(text, "june-2", "june-theme", 2, "Publish a review of pay."),
        ),
        progress=(
            _statement(text, "june-1-said", "june-1", "NHS Example spent £3.2 million – so far."),
            _statement(text, "june-2-said", "june-2", "Work has begun."),
        ),
        next_steps=(NextStep("june-1-step", "june-1", 1, "Hire another 20.", *step, "line 8", "printed"),),
        target_dates=(
            TargetDate(
                "june-1-date",
                "june-1",
                "june-1-step",
                1,
                "September 2024",
                *target,
                "line 9",
                "month",
                date(2024, 9, 1),
                date(2024, 9, 30),
                "month",
                None,
                "2024-09",
                False,
                "single",
                "printed",
            ),
        ),
        mentions=(
            _organisation_mention("june-org", "june-1", "june-1-said", body),
            _money_mention("june-money", "june-1", "june-1-said", "£3.2 million", money, Decimal(3200000)),
        ),
        problems=(EditionProblem("june-problem", "june-2", "match_uncertain", "Two actions are alike.", None, None),),
    )


def make_december() -> Edition:
    """The second edition: the first action is complete, the second reworded."""
    edition = _page(DECEMBER, date(2024, 12, 31), DECEMBER_PAGE)
    text = edition.text
    return replace(
        edition,
        fields=("theme", "reference", "action", "owner", "status", "progress"),
        actions=(
            _action(
                text,
                "dec-1",
                "dec-theme",
                1,
                "Recruit more nurses.",
                reference="1.1",
                status_text="Complete",
                status="complete",
            ),
            _action(text, "dec-2", "dec-theme", 2, "Publish a full review of pay."),
        ),
        progress=(
            _statement(text, "dec-1-said", "dec-1", "NHS Example spent £5 million."),
            _statement(text, "dec-2-said", "dec-2", "Work has begun."),
        ),
        mentions=(
            _organisation_mention("dec-org", "dec-1", "dec-1-said", find(text, "NHS Example")),
            _money_mention(
                "dec-money", "dec-1", "dec-1-said", "£5 million", find(text, "£5 million"), Decimal(5000000)
            ),
        ),
    )


def make_unread_page() -> UnreadPage:
    """A file that could not be read, of a publication of which nothing else is known."""
    return UnreadPage(
        Publication("broken-plan"),
        Source("broken-source", None, 1, "broken-plan/2024.pdf", "0" * 64, None, "application/pdf", None, None),
        EditionProblem("broken-problem", None, "unreadable", "The file is not a page.", None, None),
    )


def write_example(outputs: Path, *histories: History) -> Path:
    """Write histories, the example when none is given, as a run would; the folder is handed back."""
    write_tables(histories or (make_history(),), outputs, run_id="c0ffee", run={"run": "c0ffee"})
    return outputs


def find(text: str, words: str) -> Span:
    """Where words stand for the first time."""
    start = text.index(words)
    return start, start + len(words)


def _page(edition_id: str, as_at: date, plan: PagePlan) -> Edition:
    """An edition with its text, passages, theme and source; its records are added by the caller."""
    text = "".join(words for _, _, words in plan)
    path = f"nursing-plan/{as_at.isoformat()}.txt"
    theme_id = next(row_id for role, row_id, _ in plan if role == "theme" and row_id)
    return Edition(
        edition_id,
        SERIES,
        "Nursing plan",
        as_at,
        "day",
        "file name",
        f"https://gov.example/plan/{as_at.isoformat()}",
        "en",
        "labelled",
        "text/plain",
        path,
        "ab" * 32,
        text,
        (),
        sources=(
            Source(f"{theme_id}-source", edition_id, 1, path, "ab" * 32, None, "text/plain", 0, len(text)),
        ),
        themes=(Theme(theme_id, 1, "1", "Staffing", "1. Staffing", *find(text, "1. Staffing")),),
        organisations=(ORGANISATION,),
        passages=_passages(plan),
    )  # fmt: skip


def _passages(plan: PagePlan) -> tuple[Passage, ...]:
    passages, start = [], 0
    for position, (role, row_id, words) in enumerate(plan, 1):
        passages.append(Passage(position, role, row_id, start, start + len(words), f"line {position}"))
        start += len(words)
    return tuple(passages)


def _action(
    text: str,
    action_id: str,
    theme_id: str,
    position: int,
    words: str,
    *,
    reference: str | None = None,
    status_text: str | None = None,
    status: str | None = None,
) -> Action:
    """An action; one with a reference has an owner and a status too."""
    owner = "Chief Nurse" if reference else None
    return Action(
        action_id,
        theme_id,
        None,
        None,
        position,
        reference,
        *_find_or_none(text, reference),
        words,
        *find(text, words),
        f"line {position}",
        owner,
        (owner,) if owner else (),
        *_find_or_none(text, owner),
        None,
        None,
        None,
        status,
        status_text,
        *_find_or_none(text, status_text),
        "printed" if status else None,
    )


def _find_or_none(text: str, words: str | None) -> tuple[int | None, int | None]:
    return find(text, words) if words else (None, None)


def _statement(text: str, progress_id: str, action_id: str, words: str) -> Statement:
    return Statement(progress_id, action_id, 1, words, *find(text, words), "line 7")


def _organisation_mention(mention_id: str, action_id: str, row_id: str, span: Span) -> Mention:
    return Mention(
        mention_id,
        action_id,
        "progress",
        row_id,
        "ORG",
        "NHS Example",
        *span,
        organisation_id=ORGANISATION.organisation_id,
    )


def _money_mention(mention_id: str, action_id: str, row_id: str, words: str, span: Span, amount: Decimal) -> Mention:
    return Mention(
        mention_id,
        action_id,
        "progress",
        row_id,
        "MONEY",
        words,
        *span,
        currency="GBP",
        amount_min=amount,
        amount_max=amount,
    )


def _changes(june: str, december: str) -> tuple[Change, ...]:
    status_before, status_after = find(june, "In progress"), find(december, "Complete")
    money_before, money_after = find(june, "£3.2 million"), find(december, "£5 million")
    words_before, words_after = find(june, "Publish a review of pay."), find(december, "Publish a full review of pay.")
    first = ("c-1", JUNE, DECEMBER, "june-1", "dec-1")
    second = ("c-2", JUNE, DECEMBER, "june-2", "dec-2")
    return (
        Change(
            "ch-status", *first, "status_changed", "publisher", "high", True, "The status is another.", "status",
            ("june-1",), ("dec-1",), "in_progress", "complete", *status_before, *status_after,
        ),
        Change(
            "ch-money", *first, "money_increased", "publisher", "medium", True, "The amount grew.", "progress",
            ("june-money",), ("dec-money",), "£3.2 million", "£5 million", *money_before, *money_after,
            amount_delta=Decimal("1800000.00"),
        ),
        Change(
            "ch-words", *second, "action_reworded", "layout", "low", False, "Only the form changed.", "action",
            ("june-2",), ("dec-2",), "Publish a review of pay.", "Publish a full review of pay.", *words_before,
            *words_after, ("Publish a review of pay.",), ("Publish a full review of pay.",),
        ),
    )  # fmt: skip
