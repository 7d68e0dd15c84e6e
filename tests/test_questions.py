"""The ten questions of the documentation: answered twice, alike, and in few lines (that they run is in test_docs)."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
QUESTIONS = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
MOST_LINES = 5


def test_there_are_ten_questions() -> None:
    assert [question.partition(".")[0] for question in QUESTIONS] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.partition("?")[0])
def test_both_answers_are_short_and_the_same(question: str) -> None:
    assert "\nBy hand" in question, "the answer is worked out from the page first"
    pandas, sql = re.findall(r"```python\n(.*?)```", question, flags=re.DOTALL)
    answers = [doctest.DocTestParser().get_examples(session) for session in (pandas, sql)]
    assert all(sum(example.source.count("\n") for example in examples) <= MOST_LINES for examples in answers)
    in_pandas, in_sql = (examples[-1].want for examples in answers)
    assert in_pandas == in_sql != ""
    assert "sql(" in sql
    assert "sql(" not in pandas
