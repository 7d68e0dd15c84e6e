"""What the pages that we make for people have in common: templates, style, and the policy of pages in one file."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from extract.errors import OutputError


def make_templates(package: str) -> Environment:
    """The templates of a package and those that all share; what goes into them is escaped.

    A name that is not given is an error, not an empty text.
    """
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("extract.looks")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"plain": say_plainly, "counted": say_how_many, "path": partial(quote, safe="")}
    return templates


def say_plainly(word: str) -> str:
    """A word of a vocabulary as a person would write it.

    >>> say_plainly("target_date_later")
    'Target date later'
    """
    return word.replace("_", " ").capitalize()


def say_how_many(number: int, noun: str) -> str:
    """A number of things, with a noun that has its plural in s.

    >>> say_how_many(1, "record"), say_how_many(0, "problem")
    ('1 record', '0 problems')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def load_style(package: str, name: str) -> str:
    """The style that all pages share, and after it one of a package's own."""
    shared = package_files("extract.looks") / "base.css"
    own = package_files(package) / "static" / name
    return shared.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")


def name_in_policy(content: str) -> str:
    """What a content security policy names a script or style by that stands in the page.

    >>> name_in_policy("p { margin: 0 }")
    "'sha256-7IWhgxoOGTB5NQzjGk9OPt0FwhVeBvZGoWgF9xLLh8c='"
    """
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def write_page(page: str, target: Path) -> None:
    """Write a page that is one file.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
