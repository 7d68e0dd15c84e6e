"""Kappa and times against figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from extract.review.decisions import Made
from extract.review.pages.agreement import Work, measure_agreement, sum_up_work
from extract.review.pages.plot import DARK, LIGHT, Inks, draw_seconds
from tests.review.samples import decide, make_subject


def make(reviewer: str, verdicts: str, **known: Any) -> list[Made]:  # noqa: ANN401
    """One decision for each letter: c confirmed, r rejected, s skipped; on change 1, 2 and so on."""
    words = {"c": "confirmed", "r": "rejected", "s": "skipped"}
    return [
        Made(decide(make_subject(f"change-{number}"), reviewer, verdict=words[letter], **known), number, stands=True)
        for number, letter in enumerate(verdicts, 1)
    ]


def test_kappa_is_what_it_is_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, expected 0.5, kappa 0.4 (the textbook's example).
    ann = make("Ann", "c" * 25 + "r" * 25)
    ben = make("Ben", "c" * 20 + "r" * 5 + "c" * 10 + "r" * 15)
    (found,) = measure_agreement([*ann, *ben])
    assert found.reviewers == ("Ann", "Ben")
    assert found.changes == 50
    assert found.share == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_one_answer_to_everything_has_no_kappa() -> None:
    (found,) = measure_agreement([*make("Ann", "ccc"), *make("Ben", "ccc")])
    assert (found.share, found.kappa) == (1.0, None)


def test_skips_settlements_and_changed_minds_do_not_count() -> None:
    ann, ben = make("Ann", "crs"), make("Ben", "ccc")
    later = make("Ben", "rr")
    settled = make("Cy", "cc", settles=True)
    (found,) = measure_agreement([*ann, *ben, *later, *settled])
    assert (found.changes, found.share) == (2, 0.5)


def test_what_was_undone_is_not_counted() -> None:
    made = [one for seconds in (3.0, 5.0, 7.5, 200.0) for one in make("Ann", "c", seconds=seconds)]
    undone = Made(decide(seconds=1.0), 9, stands=False)
    (work,) = sum_up_work([*made, undone])
    assert work.seconds == (3.0, 5.0, 7.5, 200.0)
    assert work.quartiles == (4.5, 6.25, 55.625)
    assert dict(work.verdicts) == {"confirmed": 4}


def test_one_time_is_all_quartiles_and_none_is_none() -> None:
    assert Work("Ann", {}, (7.0,)).quartiles == (7.0, 7.0, 7.0)
    assert Work("Ann", {}, ()).quartiles is None


@pytest.mark.parametrize("inks", [LIGHT, DARK])
def test_the_picture_names_every_reviewer_who_has_times_and_no_formula_is_read_in_a_name(inks: Inks) -> None:
    work = [Work("$\\frac$ <b>", {}, (1.5, 20.0)), Work("Ben", {}, ()), Work("Cy", {}, (0.0, 3000.0))]
    picture = etree.fromstring(draw_seconds(work, inks))
    said = [" ".join(str(text).split()) for text in picture.itertext()]
    assert "$\\frac$ <b>" in said
    assert "Cy" in said
    assert "Ben" not in said
    assert inks.accent in etree.tostring(picture, encoding="unicode")
