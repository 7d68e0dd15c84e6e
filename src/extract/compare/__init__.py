"""x"""
from extract.model import Change, History


def compare_editions(history: History) -> tuple[Change, ...]:
    return ()
