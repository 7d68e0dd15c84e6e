"""A redline holds both texts: without what is new the words of one, without what is gone those of the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.redline import redline
from extract.values.wording import fold_wording

WORDS = "we will publish the guide on pay for carers where possible by March 2025 – “soon” , £3m and 40".split()
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@given(texts, texts)
def test_both_texts_can_be_read_from_a_redline(before: str, after: str) -> None:
    stretches = redline(before, after)
    kept = [text for kind, text in stretches if kind != "gone"]
    assert " ".join(kept) == after
    old = [text for kind, text in stretches if kind != "new"]
    assert fold_wording(" ".join(old)) == fold_wording(before)
    assert all(text for _, text in stretches)


@given(texts)
def test_a_text_against_itself_has_no_change(text: str) -> None:
    assert {kind for kind, _ in redline(text, text)} <= {"same"}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("by “March”  2025.", "by 'March' 2025", "by 'March' 2025"),
        ("March 2025", "June 2025", "[-March-] {+June+} 2025"),
        ("We will act.", "We will act where possible.", "We will act {+where possible.+}"),
        ("", "New words.", "{+New words.+}"),
        ("Old words.", "", "[-Old words.-]"),
        ("Ferries run daily in summer.", "A grant was paid.", "[-Ferries run daily in summer.-] {+A grant was paid.+}"),
        # A short word between two changes is read as part of them.
        ("work with carers of Wales on pay", "work with nurses of England on pay",
         "work with [-carers of Wales-] {+nurses of England+} on pay"),
    ],
)  # fmt: skip
def test_redlines_as_a_person_writes_them(before: str, after: str, wanted: str) -> None:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    assert " ".join(marks[kind].format(text) for kind, text in redline(before, after)) == wanted
