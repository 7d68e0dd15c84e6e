"""The documentation as a site: it is built without complaint, holds every page, and loads nothing from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make site` builds it; a link to a page or heading that does not exist stops it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "zensical.toml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    zensical = Path(sys.executable).with_name("zensical")
    built = subprocess.run(
        [zensical, "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "site"


def list_pages(entries: list[object]) -> Iterator[str]:
    """The pages of a navigation, however deep they are."""
    for entry in entries:
        assert isinstance(entry, dict)
        for below in entry.values():
            if isinstance(below, str):
                yield below
            else:
                yield from list_pages(below)


def test_every_page_is_in_the_navigation() -> None:
    project = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(list_pages(project["nav"])) == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nothing_is_loaded_from_elsewhere(page: Path, site: Path) -> None:
    built = html.parse(str(site / f"{page.stem}.html")).getroot()
    loaded = built.xpath(
        "//script/@src | //img/@src | //source/@srcset | //link[@rel != 'canonical']/@href | //iframe/@src"
    )
    assert loaded
    assert [address for address in loaded if address.startswith(("http:", "https:", "//"))] == []
    inside = [address.partition("#")[0].partition("?")[0] for address in loaded if not address.startswith("data:")]
    assert [address for address in inside if not (site / address).exists()] == []


def test_no_link_leaves_the_site_for_the_repository(site: Path) -> None:
    """Such a link works where the pages are read beside the code, and nowhere else."""
    lost = [
        (page.stem, link)
        for page in PAGES
        for link in html.parse(str(site / f"{page.stem}.html")).getroot().xpath("//article//a/@href")
        if not link.startswith(("https:", "#")) and not (site / link.partition("#")[0]).exists()
    ]
    assert lost == []


def test_every_picture_says_what_it_shows(site: Path) -> None:
    for page in PAGES:
        pictures = html.parse(str(site / f"{page.stem}.html")).getroot().xpath("//article//img")
        assert [picture.get("src") for picture in pictures if len(picture.get("alt") or "") < 20] == []
