"""Organisations in sentences of progress pages, and properties that hold for any text."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.organisations import NameBook, OrganisationSpan, find_organisations, learn_names, read_gazetteer

PARSED = tomllib.loads((files("extract.data") / "organisations.toml").read_text("utf-8"))
GAZETTEER = read_gazetteer(PARSED)
EXAMPLES = tomllib.loads(Path(__file__).with_name("organisations.toml").read_text("utf-8"))["examples"]
MARKED = re.compile(r"\{([^}|]+)(?:\|([^}]+))?\}")


def read_example(marked: str) -> tuple[str, list[tuple[int, str]], list[str | None]]:
    """The sentence without braces, the offset and words of each organisation in it, and its name where one is given."""
    text, spans, names = "", [], []
    reached = 0
    for match in MARKED.finditer(marked):
        text += marked[reached : match.start()]
        spans.append((len(text), match[1]))
        names.append(match[2])
        text += match[1]
        reached = match.end()
    return text + marked[reached:], spans, names


def check_example(marked: str) -> None:
    text, expected, names = read_example(marked)
    found = find_organisations(text, learn_names([text], GAZETTEER))
    assert [(span.start, text[span.start : span.end]) for span in found] == expected
    for span, name in zip(found, names, strict=True):
        assert name is None or span.name == name.replace("’", "'")


@pytest.mark.parametrize("marked", [*EXAMPLES["real"], *EXAMPLES["bugs"]])
def test_finds_just_the_marked_organisations(marked: str) -> None:
    check_example(marked)


@pytest.mark.parametrize("text", EXAMPLES["nothing"])
def test_finds_nothing_where_no_organisation_is_named(text: str) -> None:
    check_example(text)


@pytest.mark.xfail(reason="known failure")
@pytest.mark.parametrize("marked", EXAMPLES["known_failures"])
def test_known_failures(marked: str) -> None:
    check_example(marked)


# Words of the grammar in any order reach deeper than random characters do.
WORDS = st.sampled_from(
    "The Welsh Government’s National Board Department for of and the & , . ( ) (ABC) ABC ABCs Group’s Wales Cymru\n"
    " Office Services WHO OMB Minister Health Medicines U.S. – NHS-led A plc github.com/GSA".split(" ")
)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))


@given(TEXTS, st.sampled_from([None, "GB", "US"]))
def test_spans_lie_in_the_text_in_order_and_never_overlap(text: str, country: str | None) -> None:
    reached = 0
    for span in find_organisations(text, learn_names([text], GAZETTEER, country=country)):
        assert reached <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert span.name
        assert span.method in {"definition", "acronym", "abbreviation", "gazetteer", "context", "rule"}
        reached = span.end


@given(TEXTS)
def test_kinds_of_spaces_and_apostrophes_make_no_difference(text: str) -> None:
    book = learn_names([text], GAZETTEER)
    changed = text.replace(" ", "\u00a0").replace("'", "’")
    assert find_organisations(changed, book) == find_organisations(text, book)


@given(st.lists(st.text(alphabet="AbcDEF ()'"), max_size=3), st.dictionaries(st.text(), st.text(), max_size=3))
def test_no_text_or_markup_breaks_the_learning_of_names(texts: list[str], abbreviations: dict[str, str]) -> None:
    learn_names(texts, GAZETTEER, abbreviations)


def names_in(text: str, book: NameBook) -> list[str]:
    return [span.name for span in find_organisations(text, book)]


def test_markup_that_spells_out_an_acronym_is_believed() -> None:
    spelled = {"DTC": "Digital Towns Council", "SLA": "Service Level Agreement", "GSA": "General Sales Agreement"}
    book = learn_names([], GAZETTEER, spelled)
    (span,) = find_organisations("The DTC signed the SLA and the GSA.", book)
    assert span == OrganisationSpan(4, 7, "Digital Towns Council", "DTC", "abbreviation")


def test_a_definition_on_one_page_holds_on_the_others() -> None:
    book = learn_names(["RSF papers", "The Rural Seas Forum (RSF) met."], GAZETTEER)
    assert names_in("RSF papers", book) == ["Rural Seas Forum"]


def test_a_publication_means_its_own_body_by_a_known_acronym() -> None:
    book = learn_names(["The Farm Standards Association (FSA) met."], GAZETTEER)
    assert names_in("The FSA agreed.", book) == ["Farm Standards Association"]


def test_two_bodies_with_one_acronym_are_kept_apart() -> None:
    first, second = "The Rural Seas Forum (RSF) met.", "The Road Safety Foundation (RSF) replied."
    book = learn_names([first, second], GAZETTEER)
    assert names_in(first, book) == ["Rural Seas Forum", "Rural Seas Forum"]
    assert names_in(second, book) == ["Road Safety Foundation", "Road Safety Foundation"]
    assert names_in("RSF agreed.", book) == ["RSF"]


def test_an_acronym_of_a_body_and_of_something_else_is_refused_where_nothing_tells() -> None:
    body, thing = "The Rural Seas Forum (RSF) met.", "A Road Safety Film (RSF) was shown."
    book = learn_names([body, thing], GAZETTEER)
    assert names_in(body, book) == ["Rural Seas Forum", "Rural Seas Forum"]
    assert names_in(thing, book) == []
    assert names_in("RSF agreed.", book) == []


def test_initials_of_two_bodies_name_neither() -> None:
    book = learn_names(["The Rural Seas Forum met the Road Safety Forum. RSF agreed."], GAZETTEER)
    assert names_in("RSF agreed.", book) == []


@pytest.mark.parametrize(
    ("country", "expected"),
    [("GB", ["HM Treasury"]), ("US", ["Department of the Treasury"]), (None, ["Treasury"])],
)
def test_the_country_decides_between_bodies_of_one_name(country: str | None, expected: list[str]) -> None:
    assert names_in("The Treasury agreed.", learn_names([], GAZETTEER, country=country)) == expected


def test_bare_acronyms_of_other_countries_do_not_count() -> None:
    assert names_in("GAO and NATO", learn_names([], GAZETTEER, country="GB")) == ["North Atlantic Treaty Organization"]
    assert names_in("GAO and NATO", learn_names([], GAZETTEER, country="US"))[0] == "Government Accountability Office"


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("Puffin Rescue", ["Puffin Rescue"]),
        ("FarmPlay and Department of Education", ["Department of Education", "FarmPlay"]),
        ("UHI Skye, UHI Outer Isles", ["UHI Outer Isles", "UHI Skye"]),
        ("Tarn Health and TAHA", ["TAHA", "Tarn Health"]),
        ("Cornish Marine and Coastal Council", ["Cornish Marine and Coastal Council"]),
        ("Vice-President, Operations", []),
        ("Head of Policy", []),
        ("All partners", []),
        ("Local authorities", []),
    ],
)
def test_owners_that_are_no_roles_are_names(owner: str, expected: list[str]) -> None:
    assert sorted(names_in(owner, learn_names([owner], GAZETTEER, owners=[owner]))) == expected


def test_an_owner_whose_name_begins_with_a_common_word_is_found_in_the_texts_too() -> None:
    text, owner = "The courses were planned with Recovery in Mind Berkshire.", "Recovery in Mind Berkshire"
    assert names_in(text, learn_names([text], GAZETTEER)) == []
    assert names_in(text, learn_names([text], GAZETTEER, owners=[owner])) == [owner]


def test_a_body_known_by_what_it_does_is_found_where_it_does_nothing() -> None:
    book = learn_names(["Routes are operated by Westlink.", "Owner: Westlink"], GAZETTEER)
    assert names_in("Owner: Westlink", book) == ["Westlink"]


def test_a_name_that_the_page_also_prints_as_a_word_is_none() -> None:
    book = learn_names(["It was run by Volunteers.", "Many volunteers came."], GAZETTEER)
    assert names_in("Volunteers", book) == []


def test_a_project_adds_bodies_and_words_of_its_own() -> None:
    own = {"organisation": [{"name": "Harbour Watch", "aliases": ["Port Watch"]}], "words": {"heads": ["Junta"]}}
    book = learn_names([], read_gazetteer(PARSED, own))
    assert names_in("Port Watch met the Northern Planning Junta.", book) == ["Harbour Watch", "Northern Planning Junta"]


@pytest.mark.parametrize("wrong", [{"organisation": [{"name": "the forum"}]}, {"words": {"haeds": ["Forum"]}}])
def test_a_gazetteer_that_cannot_work_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="organisation"):
        read_gazetteer(wrong)


def test_every_form_in_the_gazetteer_is_found_in_a_sentence() -> None:
    book, missed = learn_names([], GAZETTEER), []
    for printed in (name.printed for group in GAZETTEER.names.values() for name in group):
        text = f"we met {printed} in May"
        spans = find_organisations(text, book)
        if [(span.start, span.end) for span in spans] != [(7, 7 + len(printed))]:
            missed.append(printed)
    assert missed == []
