"""The command that asks for new editions of what a corpus holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.commands.web_options import Contact, Pause, PrivateHosts, TimeLimit, make_web
from extract.screen import OUTPUT, say


def update(
    corpus: Annotated[Path, typer.Argument(help="A corpus folder.")],
    only: Annotated[str | None, typer.Option("--only", help="Ask for this one publication.")] = None,
    pause: Pause = 1.0,
    time_limit: TimeLimit = 60.0,
    private_host: PrivateHosts = None,
    contact: Contact = None,
) -> None:
    """Ask each publication's address again, and add an edition where its records changed."""
    from extract.collect import hold_corpus, update_corpus  # noqa: PLC0415  (keeps --help quick)
    from extract.errors import InputError  # noqa: PLC0415
    from extract.show_added import describe_outcome, sum_up  # noqa: PLC0415

    web = make_web(pause, time_limit, private_host, contact)
    if not corpus.is_dir():
        raise InputError(f"{corpus}: there is no such folder")
    asked = []
    with hold_corpus(corpus):
        for one in update_corpus(corpus, web, only=only):
            asked.append(one)
            if one.problem is not None:
                say(f"{one.publication_id}: {one.problem}")
            elif one.outcome is not None and one.outcome.kind in ("added", "emptied"):
                OUTPUT.print(describe_outcome(one.outcome), markup=False, highlight=False, soft_wrap=True)
    OUTPUT.print(sum_up(asked), markup=False, highlight=False, soft_wrap=True)
    if any(one.problem or (one.outcome and one.outcome.kind == "emptied") for one in asked):
        raise typer.Exit(3)
