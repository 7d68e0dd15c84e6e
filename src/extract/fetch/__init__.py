"""Address to bytes: the only part of the package that opens the network."""

from __future__ import annotations

from extract.fetch.captures import Capture, list_captures
from extract.fetch.edition import ServedPage, fetch_edition
from extract.fetch.places import ADDRESSES_FILE, Places, load_places
from extract.fetch.web import Fetched, Known, Manners, Web

__all__ = [
    "ADDRESSES_FILE",
    "Capture",
    "Fetched",
    "Known",
    "Manners",
    "Places",
    "ServedPage",
    "Web",
    "fetch_edition",
    "list_captures",
    "load_places",
]
