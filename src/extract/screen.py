"""What the commands print on: answers on the one stream, sentences about the work on the other."""

from __future__ import annotations

from rich.console import Console


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `run_command`, which knows the exit codes."""
        raise BrokenPipeError


OUTPUT = _Output()
ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Say a sentence about the work to the person at the screen, on stderr."""
    ERRORS.print(f"extract: {sentence}", markup=False)
