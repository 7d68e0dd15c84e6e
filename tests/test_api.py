"""The public names: each is documented, and nothing of it needs to be guessed."""

from __future__ import annotations

import inspect
from importlib.resources import files
from pathlib import Path

import pytest

import extract
from tests.reference import make_reference

PAGE = Path(__file__).parents[1] / "docs" / "api.md"


def test_the_page_is_made_from_the_docstrings() -> None:
    assert PAGE.read_text(encoding="utf-8") == make_reference()


def test_every_exported_name_is_documented() -> None:
    headings = [line[3:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert headings == extract.__all__ == sorted(extract.__all__)


@pytest.mark.parametrize("name", extract.__all__)
def test_a_name_says_what_it_does_and_what_it_takes_and_answers(name: str) -> None:
    function = getattr(extract, name)
    said = inspect.getdoc(function) or ""
    assert said.partition("\n")[0].endswith("."), "the first line is a sentence"
    signature = inspect.signature(function)
    assert signature.return_annotation not in (inspect.Signature.empty, "Any")
    assert all(parameter.annotation is not inspect.Parameter.empty for parameter in signature.parameters.values())
    described = [
        line.strip().partition(":")[0] for line in said.partition("Args:")[2].partition("\n\n")[0].splitlines()
    ]
    assert set(filter(str.isidentifier, described)) <= set(signature.parameters), (
        "no argument is described that is not there"
    )


def test_types_are_for_those_who_import_it_too() -> None:
    assert files("extract").joinpath("py.typed").is_file()


def test_a_name_that_is_not_there_is_named() -> None:
    with pytest.raises(AttributeError, match="module 'extract' has no attribute 'load_tabels'"):
        _ = extract.load_tabels
