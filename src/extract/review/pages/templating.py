"""The templates of the pages, with everything that goes into them escaped."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined


def make_templates() -> Environment:
    """The templates; a name that is not given is an error, not an empty text."""
    templates = Environment(
        loader=PackageLoader("extract.review.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"plain": say_plainly, "path": partial(quote, safe="")}
    return templates


def say_plainly(word: str) -> str:
    """A word of a vocabulary as a person would write it.

    >>> say_plainly("target_date_later")
    'Target date later'
    """
    return word.replace("_", " ").capitalize()
