"""One program at a time in a place: locks of the system, which lets go of them when a process dies."""

from __future__ import annotations

from extract.errors import OutputError


def lock_or_refuse(descriptor: int, refusal: str) -> None:
    """Lock an open file or folder for this process until the descriptor is closed.

    Raises:
        OutputError: Another process holds it; `refusal` is what is said then.
    """
    import fcntl  # noqa: PLC0415  (reading the tables must also work where there is no fcntl)

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(refusal) from None
