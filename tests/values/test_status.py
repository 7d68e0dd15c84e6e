"""Statuses: lone phrases and sentences in status.toml, and what must hold for every text."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.status import Phrases, StatusSpan, find_status, parse_status
from extract.values.wording import fold_wording

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("status.toml").read_text(encoding="utf-8"))
PRINTED: dict[str, str] = {phrase: word for word, phrases in TABLE["phrases"].items() for phrase in phrases}
PHRASES = Phrases((fold_wording(phrase), word) for phrase, word in PRINTED.items())


def examples(*groups: str) -> list[Any]:
    return [pytest.param(example, id=example["text"]) for group in groups for example in TABLE[group]]


@pytest.mark.parametrize("example", examples("real", "form"))
def test_a_lone_phrase_has_its_status(example: dict[str, str]) -> None:
    assert parse_status(example["text"], PHRASES) == example["status"]


@pytest.mark.parametrize("example", examples("nothing"))
def test_what_is_no_status_or_doubtful_has_none(example: dict[str, str]) -> None:
    assert parse_status(example["text"], PHRASES) is None


@pytest.mark.xfail(reason="known failure", strict=True)
@pytest.mark.parametrize("example", examples("known_failure"))
def test_known_failures(example: dict[str, str]) -> None:
    assert parse_status(example["text"], PHRASES) == example.get("status")


@pytest.mark.parametrize("example", examples("sentence"))
def test_a_sentence_that_states_a_status_gives_its_words(example: dict[str, str]) -> None:
    found = find_status(example["text"], PHRASES)
    assert found is not None
    assert (example["text"][found.start : found.end], found.status) == (example["words"], example["status"])


@pytest.mark.parametrize("example", examples("silent"))
def test_ordinary_prose_states_no_status(example: dict[str, str]) -> None:
    assert find_status(example["text"], PHRASES) is None


def test_the_subjects_are_the_callers() -> None:
    text = "This pledge is complete."
    assert find_status(text, PHRASES) is None
    assert find_status(text, PHRASES, ("pledge",)) == StatusSpan(15, 23, "complete")


def test_without_a_vocabulary_nothing_is_a_status() -> None:
    assert parse_status("Complete", Phrases()) is None
    assert find_status("This action is complete.", Phrases()) is None


MARKS = st.sampled_from(["", "✔ ", "🙂 ", "• ", "- ", "Status: ", "  ", "** "])
ENDS = st.sampled_from(["", ".", "*", " **", "[1]", " (see note)", "¹", " ", ";", "\n"])


@given(st.sampled_from(sorted(PRINTED)), MARKS, ENDS, st.sampled_from([str.upper, str.title, str]))
def test_marks_and_letter_case_never_change_a_status(
    phrase: str, mark: str, end: str, case: Callable[[str], str]
) -> None:
    assert parse_status(f"{mark}{case(phrase)}{end}", PHRASES) == PRINTED[phrase]


@given(st.sampled_from(sorted(PRINTED)), st.data())
def test_one_edit_gives_the_same_status_or_none_or_another_known_phrase(phrase: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(phrase) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typo = phrase[:place] + letter + phrase[place + data.draw(st.integers(0, 1)) :]
    expected = {PRINTED[phrase], None, PHRASES.get(fold_wording(typo))}
    assert parse_status(typo, PHRASES) in expected


@given(st.text() | st.sampled_from(sorted(PRINTED)).flatmap(lambda phrase: st.text().map(lambda text: text + phrase)))
def test_any_text_gives_a_known_status_or_none(text: str) -> None:
    assert parse_status(text, PHRASES) in {None, *PHRASES.values()}


PIECES = (
    *("This action", "These milestones", "the", "has been", "is", "are", "not", "now", "once", "of", "with", ".", ","),
    *("\n", "Status:", "£", "✔", "(", ")"),
)
SENTENCE = st.lists(st.sampled_from([*PRINTED, *PIECES]), max_size=12).map(" ".join)


@given(SENTENCE | st.text())
def test_a_found_status_lies_on_its_own_words(text: str) -> None:
    found = find_status(text, PHRASES)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert parse_status(text[found.start : found.end], PHRASES) == found.status


@pytest.mark.parametrize(
    "text",
    ["This action is " * 10_000, "Status: " * 10_000, "the " * 50_000, "(" * 100_000, "This action " + "now " * 50_000],
    ids=lambda text: text[:12],
)
def test_hostile_input_is_read_in_linear_time(text: str) -> None:
    assert find_status(text, PHRASES) is None
    assert parse_status(text, PHRASES) is None
