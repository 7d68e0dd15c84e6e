"""The templates of the review pages."""

from __future__ import annotations

from jinja2 import Environment

from extract.looks import make_templates
from extract.review.pages.shown import SHORT


def make_review_templates() -> Environment:
    """The templates; `SHORT`: how many letters a value may have to stand by itself."""
    templates = make_templates("extract.review.pages")
    templates.globals["SHORT"] = SHORT
    return templates
