"""The options of every command that asks the web, and the reader of the web that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extract.fetch import Web

Pause = Annotated[
    float, typer.Option("--pause", min=0, max=3600, help="Seconds between two requests to one host, at least.")
]
TimeLimit = Annotated[float, typer.Option("--time-limit", min=0.1, max=3600, help="Seconds that a page may take.")]
PrivateHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--private-host", metavar="HOST", help="A host that may be in this machine's own network; repeatable."
    ),
]
Contact = Annotated[
    str | None, typer.Option("--contact", help="Where the publisher finds who asks; sent in the User-Agent.")
]


def make_web(pause: float, time_limit: float, private_hosts: list[str] | None, contact: str | None) -> Web:
    """The reader of the web that keeps to these options.

    Raises:
        typer.BadParameter: A contact that cannot stand in a header.
    """
    from extract.fetch import Manners, Web  # noqa: PLC0415  (keeps --help quick)
    from extract.read import LARGEST_PAGE  # noqa: PLC0415

    if contact is not None and not (contact.isascii() and contact.isprintable()):
        raise typer.BadParameter(f"--contact {contact!r}: only letters, digits and signs of ASCII can be sent")
    hosts = frozenset(host.lower() for host in private_hosts or ())
    return Web(Manners(LARGEST_PAGE, pause, time_limit, hosts, contact))
