"""Sentences, tenses, cuts and steps: examples in sentences.toml, the promises of a whole page in promises.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.sentences import (
    find_lost_stops,
    read_sentences,
    split_action,
    split_sentences,
    split_steps,
)
from extract.values.tense import read_tense
from extract.values.verbs import ACHIEVED, ONGOING, PREDICTED, PROMISED, STATE

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "corpus" / "care-homes-action-plan"
EXAMPLES: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
BULLETS = "-–—•·*▪◦‣●○■□✓"

FRAGMENTS = (
    "We will |has been |which |that |, |. |.The |\n- |\n|e.g. |1.2. | and |A well |Publish |work |to be held |"
    "Further events |(|)|:|ensure |as |will|is |due to |they |continue |…|\u00a0|they have "
).split("|")
texts = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(FRAGMENTS)), max_size=25).map("".join)


@pytest.mark.parametrize("group", ["held_out", "real", "bugs", "nothing"])
def test_tenses_of_examples(group: str) -> None:
    wrong = [
        (example["text"], example["tenses"], read)
        for example in EXAMPLES[group]
        if (read := list(read_tense(example["text"], example.get("lead")))) != example["tenses"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "example", [pytest.param(example, marks=pytest.mark.xfail(strict=True)) for example in EXAMPLES["known_failures"]]
)
def test_known_failures_of_tenses(example: dict[str, Any]) -> None:
    assert list(read_tense(example["text"], example.get("lead"))) == example["tenses"]


@pytest.mark.parametrize("example", EXAMPLES["splits"])
def test_split_sentences(example: dict[str, Any]) -> None:
    text = example["text"]
    assert [text[start:end] for start, end in split_sentences(text)] == example["sentences"]


@pytest.mark.parametrize("example", EXAMPLES["cuts"])
def test_split_action(example: dict[str, Any]) -> None:
    text = example["text"]
    cut = split_action(text)
    assert text[: cut.end] == example["action"]
    assert cut.reason == example.get("reason")
    assert cut.doubt == ("reason" in example)
    assert not text[cut.end : cut.rest].strip()


@pytest.mark.parametrize("example", EXAMPLES["corpus_cells"])
def test_split_action_of_shared_cells(example: dict[str, Any]) -> None:
    page = (PAGES / "2020-12.txt").read_text(encoding="utf-8")
    start = page.index(example["opening"])
    cell = page[start : page.index("|", start)]
    assert cell[: split_action(cell).end].endswith(example["ends"])
    assert cell.count(example["ends"], 0, split_action(cell).end) == 1


@pytest.mark.parametrize("example", EXAMPLES["steps"])
def test_split_steps(example: dict[str, Any]) -> None:
    text = example["text"]
    assert [text[start:end] for start, end in split_steps(text)] == example["steps"]


def test_promised_sentences_of_a_page() -> None:
    page = (PAGES / "2021-03-24.txt").read_text(encoding="utf-8")
    gold = tomllib.loads((HERE / "promises.toml").read_text(encoding="utf-8"))
    openings = tuple(promise["opening"] for promise in gold["promises"])
    sentences = [(page[one.start : one.end], one.tenses) for one in read_sentences(page)]
    assert all(sum(text.startswith(opening) for text, _ in sentences) == 1 for opening in openings)
    found = sum(PROMISED in tenses for _, tenses in sentences)
    right = sum(PROMISED in tenses and text.startswith(openings) for text, tenses in sentences)
    assert 2 * right / (found + len(openings)) >= 0.95


def test_list_items_inherit_from_their_lead_in_and_nothing_behind_the_list_does() -> None:
    text = "In 2022 we will:\n- publish the guide. It is short.\n- consult unions\nSummary"
    assert [one.tenses for one in read_sentences(text)] == [(PROMISED,), (PROMISED,), (STATE,), (PROMISED,), ()]


def test_lead_in_from_elsewhere_serves_the_first_sentence_only() -> None:
    read = read_sentences("publish the guide. A draft was agreed.", lead="We will:")
    assert [one.tenses for one in read] == [(PROMISED,), (ACHIEVED,)]


def test_lost_stop_is_offered_and_a_lettered_part_is_not() -> None:
    text = "We will support the workforce A network, made up of unions, has been established."
    (border,) = find_lost_stops(text)
    assert text[border:].startswith("A network")
    assert find_lost_stops("We will review Schedule A of the Act.") == ()
    assert find_lost_stops("Section 2 The rules") == ()


def _is_covered(text: str, spans: list[tuple[int, int]]) -> bool:
    inside = {at for start, end in spans for at in range(start, end)}
    return all(at in inside or letter.isspace() or letter in BULLETS for at, letter in enumerate(text))


@given(texts)
def test_sentences_are_in_order_and_lose_nothing(text: str) -> None:
    spans = split_sentences(text)
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) and text[start:end] == text[start:end].strip() for start, end in spans)
    assert _is_covered(text, spans)


@given(texts)
def test_steps_are_in_order_and_lose_nothing(text: str) -> None:
    spans = split_steps(text)
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) and text[start:end] == text[start:end].strip() for start, end in spans)
    assert _is_covered(text, spans)


@given(texts)
def test_cut_leaves_out_only_space_and_bullets(text: str) -> None:
    cut = split_action(text)
    assert 0 <= cut.end <= cut.rest <= len(text)
    assert all(letter.isspace() or letter in BULLETS for letter in text[cut.end : cut.rest])


@given(texts)
def test_every_text_has_tenses_of_the_vocabulary(text: str) -> None:
    for one in read_sentences(text):
        assert set(one.tenses) <= {PROMISED, PREDICTED, ACHIEVED, ONGOING, STATE}
        assert len(set(one.tenses)) == len(one.tenses)
        assert all(one.start < stop < one.end for stop in find_lost_stops(text, one.start, one.end))
