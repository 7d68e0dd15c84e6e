"""Start the review pages: bind the address, print it, and answer until the program is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

from extract.errors import InputError, OutputError
from extract.extras import load_extra
from extract.review.log import DECISIONS_FILE, DecisionLog
from extract.review.pages.desk import Desk
from extract.review.pages.material import load_material

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8765
_PAGES = {"extra": "review", "needed_by": "the review pages"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to serve: an address of this machine and a port; port 0 takes any that is free.

    Any address but loopback can be reached by others, and so gets a password.
    """

    host: str = LOOPBACK
    port: int = USUAL_PORT

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return ip_address(self.host).is_loopback


def serve_review(
    outputs: Path, decisions: Path, say: Callable[[str], None], place: Place, *, second_opinions: int = 0
) -> None:
    """Serve the review pages until the program is interrupted.

    Args:
        decisions: The log; made when it is not there.
        say: Called with the sentences that the user must see: the address, and the password where there is one.
        second_opinions: Of how many changes in a hundred a second, blind opinion is asked.

    Raises:
        InputError: The outputs or the log are not ours, or the address is none.
        OutputError: The log or the address cannot be used.
    """
    uvicorn, pages = (load_extra(name, **_PAGES) for name in ("uvicorn", "extract.review.pages.app"))
    material = load_material(outputs)
    with closing(_bind(place)) as listener:
        host, port = listener.getsockname()[:2]
        with closing(DecisionLog(decisions)) as log:
            door = pages.Door(password=None if place.is_loopback else token_urlsafe(9))
            app = pages.make_app(
                Desk(material, log, second_opinions=second_opinions),
                door,
                list_hosts(host, port),
                cookie=f"extract_review_{port}",
            )
            say(f"decisions are kept in {decisions}")
            if door.password is None:
                say(f"open http://{_write_host(host)}:{port}/enter?token={door.make_token()}")
            else:
                say(f"open http://{_write_host(host)}:{port}/enter with the password {door.password}")
            config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
            # Interrupting is the usual way to stop it.
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])


def write_offline(outputs: Path, decisions: Path, target: Path) -> int:
    """Write the undecided changes as one page that works from a file, and answer how many there are.

    Raises:
        InputError: The outputs or the log are not ours.
        OutputError: The page or the log cannot be written.
    """
    offline = load_extra("extract.review.pages.offline", **_PAGES)
    with TemporaryDirectory() as folder:
        # To look at changes is no reason to begin a log.
        path = decisions if decisions.exists() else Path(folder) / DECISIONS_FILE
        log = DecisionLog(path)
        count: int = offline.write_offline_page(Desk(load_material(outputs), log), target)
        log.close()
        return count


def find_log(outputs: Path) -> Path:
    """The log of the corpus beside the outputs, where it is usually kept.

    Raises:
        InputError: There is no folder `corpus` beside them.
    """
    corpus = outputs.resolve().parent / "corpus"
    if not corpus.is_dir():
        raise InputError(f"there is no corpus beside {outputs}: say where decisions are kept with --decisions FILE")
    return corpus / DECISIONS_FILE


def list_hosts(host: str, port: int) -> frozenset[str]:
    """The names under which browsers may ask for the pages.

    >>> sorted(list_hosts("127.0.0.1", 8765))
    ['127.0.0.1:8765', 'localhost:8765']
    """
    names = {_write_host(host)} | ({"localhost"} if ip_address(host).is_loopback else set())
    return frozenset(f"{name}:{port}" for name in names)


def _write_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _bind(place: Place) -> socket.socket:
    try:
        address = ip_address(place.host)
    except ValueError:
        raise InputError(f"--host {place.host}: not an address such as {LOOPBACK}") from None
    if address.is_unspecified:
        raise InputError(f"--host {place.host}: give one address of this machine, not all of them")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    for port in dict.fromkeys((place.port, 0 if place.port == USUAL_PORT else place.port)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place.host, port))
            # From here on browsers wait for an answer; the address is printed before there is one.
            listener.listen()
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
        else:
            return listener
    raise OutputError(f"{place.host}:{place.port} cannot be used: {reason}")
