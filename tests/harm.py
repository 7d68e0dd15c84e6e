"""A publication whose every word means harm to the page that shows it."""

from __future__ import annotations

from pathlib import Path

from tests.corpora import write_corpus

HARM = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\"'&amp;{{7*7}}"
_PRINTED = HARM.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_harmful_corpus(folder: Path) -> Path:
    """Two editions of one plan, between which a date and an amount change."""
    description = f"title = '''{HARM}'''\npublisher = '''{HARM}'''\nlicence = '''{HARM}'''\n"
    return write_corpus(
        folder,
        {
            "plan/publication.toml": f"{description}url = \"javascript:document.title='taken'\"\n".encode(),
            "plan/2024-06-30.html": _make_page("March 2025", "£2.5 million"),
            "plan/2024-12-31.html": _make_page("September 2026", "£4 million"),
        },
    )


def _make_page(date: str, money: str) -> bytes:
    cell = f"{_PRINTED} Plant 500 trees {_PRINTED}"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_PRINTED}</title></head><body>
<h1>{_PRINTED} plan: progress</h1><h2>{_PRINTED} Trees</h2><table>
<tr><th>Action</th><th>Owner</th><th>Progress</th><th>Next steps</th><th>Target date</th><th>Status</th></tr>
<tr><td>{cell}</td><td>{_PRINTED} Agency</td><td>The Forestry Agency spent {money} on {_PRINTED} trees.</td>
<td>We will plant the other 200 {_PRINTED} trees.</td><td>{date}</td><td>On track {_PRINTED}</td></tr>
<tr><td>Map every wood.</td><td>Board</td><td>All woods were mapped.</td><td></td><td>Done</td><td>Done</td></tr>
</table></body></html>""".encode()
