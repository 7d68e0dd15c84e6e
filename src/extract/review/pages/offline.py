"""The undecided changes as one page in one file, to be decided on without a server; its decisions are imported back."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files as package_files
from pathlib import Path

from extract.looks import load_style, name_in_policy, write_page
from extract.review.decisions import REASONS
from extract.review.exchange import OFFLINE_FORM, refuse_run_folder
from extract.review.pages.desk import Desk
from extract.review.pages.queue import Filters, find_items
from extract.review.pages.shown import show_change
from extract.review.pages.templating import make_review_templates


def write_offline_page(desk: Desk, target: Path) -> int:
    """Write the page; it loads nothing, and its policy lets run only the one script that it holds.

    Returns:
        How many changes are on it.

    Raises:
        OutputError: The target lies in a run's folder, or cannot be written.
    """
    refuse_run_folder(target)
    style = load_style("extract.review.pages", "review.css")
    script = (package_files("extract.review.pages") / "static" / "offline.js").read_text(encoding="utf-8")
    items = find_items(desk.queue, Filters(), desk.stand("")).items
    about = {"form": OFFLINE_FORM, "head": desk.log.head, "run": desk.material.run_id}
    page = (
        make_review_templates()
        .get_template("offline.html")
        .render(
            style=style,
            script=script,
            policy=(
                f"default-src 'none'; style-src {name_in_policy(style)}; script-src {name_in_policy(script)}; "
                "base-uri 'none'; form-action 'none'"
            ),
            about=about,
            changes=[show_change(desk.material, item.change_id) for item in items],
            subjects={item.change_id: asdict(desk.material.subjects[item.change_id]) for item in items},
            reasons=REASONS,
        )
    )
    write_page(page, target)
    return len(items)
