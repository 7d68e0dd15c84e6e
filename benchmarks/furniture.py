"""What a government's site puts around every page: styles, pictures, settings, menus, banners. The same on all."""

from __future__ import annotations

import json
from functools import cache
from random import Random

# In bytes and links, as counted on pages of this kind: most of a page is not its words.
_STYLES = 26_000
_PICTURE = 11_000
_SETTINGS = 28_000
_MENU_LINKS = 96
_PROPERTIES = ("margin", "padding", "border-width", "line-height", "font-size", "width", "max-width", "top", "gap")


@cache
def page_head() -> str:
    """Everything in front of the page's own heading; `{title}` and `{address}` are left to fill in."""
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n',
            "<title>{title} | Example Government</title>\n",
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<link rel="canonical" href="{address}">\n',
            f"<style>{_doubled(_make_styles())}</style>\n",
            f'<script type="application/json" data-settings>{_doubled(_make_settings())}</script>\n',
            '</head>\n<body class="page-node html-publication">\n',
            '<a href="#main" class="skip-link visually-hidden">Skip to main content</a>\n',
            _COOKIES,
            f'<header class="site-header" role="banner"><a href="/" title="Home">{_make_picture(1)}</a>\n',
            '<form action="/search" role="search"><label for="q">Search</label><input id="q" name="q"></form>\n',
            f"{_make_menu()}</header>\n",
            '<nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li>'
            '<li><a href="/plans">Plans</a></li></ol></nav>\n<main id="main" role="main">\n',
        )
    )


@cache
def page_foot() -> str:
    """Everything behind the page's own words."""
    shares = "".join(f'<li><a href="#s{place}">Share by {how}</a></li>' for place, how in enumerate(("post", "mail")))
    links = "".join(f'<li><a href="/about/{word}">{word.title()}</a></li>' for word in ("privacy", "cookies", "alerts"))
    return (
        f'</main>\n<aside class="share"><h2>Share this page</h2><ul>{shares}</ul></aside>\n'
        f'<footer role="contentinfo">{_make_picture(2)}<ul>{links}</ul></footer>\n</body>\n</html>\n'
    )


_COOKIES = (
    '<div id="cookie-banner" role="region" aria-label="Cookies"><h2>Cookies on this site</h2>'
    "<p>Some cookies are needed for this site to work. May we set others to learn how it is used?</p>"
    '<button type="button">Accept all</button> <button type="button">Reject all</button></div>\n'
)


def _doubled(text: str) -> str:
    """With its braces doubled, as they stand in a text that is still to be filled in."""
    return text.replace("{", "{{").replace("}", "}}")


def _make_styles() -> str:
    random = Random("styles")
    rules: list[str] = []
    while sum(map(len, rules)) < _STYLES:
        declared = (f"{name}:{random.randint(1, 96)}px" for name in random.sample(_PROPERTIES, 4))
        rules.append(f".block-{random.randint(1, 999)}__part-{random.randint(1, 99)}{{{';'.join(declared)}}}\n")
    return "".join(rules)


def _make_settings() -> str:
    random = Random("settings")
    settings: dict[str, object] = {}
    while len(json.dumps(settings)) < _SETTINGS:
        settings[f"module_{len(settings)}"] = {
            "path": f"/themes/{random.randint(1, 10**6)}.js",
            "weight": len(settings),
        }
    return json.dumps(settings)


def _make_picture(number: int) -> str:
    random = Random(number)
    curves: list[str] = []
    while sum(map(len, curves)) < _PICTURE:
        curves.append("c" + " ".join(f"{random.uniform(-60, 60):.3f}" for _ in range(6)))
    return f'<svg viewBox="0 0 400 120" aria-hidden="true"><path d="M10 10{"".join(curves)}z"/></svg>'


def _make_menu() -> str:
    random = Random("menu")
    subjects = ("Health", "Transport", "Schools", "Housing", "Farming", "Business", "Water", "Law")
    links = (
        f'<li class="menu__item"><a class="menu__link" href="/topic/{place}-{random.randint(100, 999)}">'
        f'<span class="menu__text">{subjects[place % len(subjects)]} {place}</span></a></li>'
        for place in range(_MENU_LINKS)
    )
    return f'<nav class="main-menu" aria-label="Main menu"><ul class="menu">{"".join(links)}</ul></nav>\n'
