"""The command that adds a page to a corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.web_options import Contact, Pause, PrivateHosts, TimeLimit, make_web
from extract.screen import OUTPUT, say

if TYPE_CHECKING:
    from extract.collect import Outcome, Passed
    from extract.fetch import Web

_WEB = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def add(  # noqa: PLR0913  (each is an option)
    page: Annotated[str, typer.Argument(metavar="URL|FILE", help="The address of a page, or a file.")],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="CORPUS", help="The corpus; it is made where there is none.")],
    publication: Annotated[
        str | None, typer.Option("--publication", metavar="ID", help="Its publication; usually told from the address.")
    ] = None,
    as_at: Annotated[
        str | None,
        typer.Option("--as-at", metavar="DATE", help="The date for which it stands: 2024, 2024-06 or 2024-06-30."),
    ] = None,
    editions: Annotated[
        str | None,
        typer.Option("--editions", metavar="ENDPOINT", help="Add earlier editions too: a CDX server, or a TimeMap/."),
    ] = None,
    pause: Pause = 1.0,
    time_limit: TimeLimit = 60.0,
    private_host: PrivateHosts = None,
    contact: Contact = None,
) -> None:
    """Save a page into a corpus exactly as it is served, with a note of where it came from."""
    from extract.collect import add_file, add_page, hold_corpus  # noqa: PLC0415  (keeps --help quick)
    from extract.show_added import describe_outcome  # noqa: PLC0415

    _check_names(publication, as_at)
    is_file = _WEB.match(page) is None
    if editions is not None and (is_file or as_at):
        raise typer.BadParameter("--editions goes with an address, and each edition has a date of its own")
    with hold_corpus(to):
        if is_file:
            outcome = add_file(to, Path(page), publication=publication, as_at=as_at)
        elif editions is None:
            web = make_web(pause, time_limit, private_host, contact)
            outcome = add_page(to, page, web, publication=publication, as_at=as_at)
        else:
            web = make_web(pause, time_limit, private_host, contact)
            _add_all(_offer_all(to, page, editions, web, publication))
            return
    OUTPUT.print(describe_outcome(outcome), markup=False, highlight=False, soft_wrap=True)


def _check_names(publication: str | None, as_at: str | None) -> None:
    from extract.corpus import make_slug, read_as_at  # noqa: PLC0415

    if as_at is not None and read_as_at(as_at) is None:
        raise typer.BadParameter(f"--as-at {as_at}: no date; write 2024, 2024-06 or 2024-06-30")
    if publication is not None and (publication != make_slug(publication) or publication.startswith(".")):
        raise typer.BadParameter(f"--publication {publication}: an id is of letters, digits, '-', '_' and '.'")


def _offer_all(
    corpus: Path, page: str, endpoint: str, web: Web, publication: str | None
) -> Iterator[Outcome | Passed | str]:
    """The earlier editions, then the page as it is now; a sentence where this is not to be had."""
    from extract.collect import add_captures, add_page  # noqa: PLC0415
    from extract.errors import FetchError, InputError  # noqa: PLC0415

    yield from add_captures(corpus, page, endpoint, web, publication=publication)
    try:
        yield add_page(corpus, page, web, publication=publication, only_if_new=True)
    except (FetchError, InputError) as error:
        yield str(error)


def _add_all(offered: Iterator[Outcome | Passed | str]) -> None:
    from extract.collect import Outcome  # noqa: PLC0415
    from extract.show_added import describe_outcome  # noqa: PLC0415

    failed = False
    for one in offered:
        if isinstance(one, Outcome):
            OUTPUT.print(describe_outcome(one), markup=False, highlight=False, soft_wrap=True)
        else:
            failed = True
            say(one if isinstance(one, str) else one.reason)
    if failed:
        raise typer.Exit(3)
