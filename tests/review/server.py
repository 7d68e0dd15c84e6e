"""The review server as a user starts it: a process of its own, and the address that it prints."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ADDRESS = re.compile(r"open (?P<base>http://\S+?)/enter(?:\?token=(?P<token>\S+)| with the password (?P<password>\S+))")


@dataclass(frozen=True)
class Server:
    """A server that answers: its process, what it printed, and who speaks to it."""

    process: subprocess.Popen[str]
    base: str
    token: str
    password: str
    log: Path
    reviewers: list[Reviewer] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.base}/enter?token={self.token}"

    def kill(self) -> None:
        """End it at once, as when the machine loses power."""
        self.process.kill()
        self.process.wait()

    def let_in(self) -> str:
        """An address for one more browser: the printed one, then those that the first reviewer asks for."""
        if not self.reviewers:
            return self.address
        found = re.search(r"<code>(\S+)</code>", self.reviewers[0].post("/invitation").text)
        assert found is not None
        return found[1]


@contextmanager
def start_server(outputs: Path, log: Path, *options: str) -> Iterator[Server]:
    command = [
        sys.executable,
        "-m",
        "extract",
        "review",
        str(outputs),
        "--decisions",
        str(log),
        "--port",
        "0",
        *options,
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    printed = ""
    for line in process.stderr:
        printed += line
        if found := ADDRESS.search(line):
            break
    else:
        raise AssertionError(printed)
    server = Server(process, found["base"], found["token"] or "", found["password"] or "", log)
    try:
        yield server
    finally:
        for reviewer in server.reviewers:
            reviewer.http.close()
        process.terminate()
        process.wait()
        process.stderr.close()


class Reviewer:
    """Somebody at a browser without pictures: knows the cookie, and sends the form token along."""

    def __init__(self, server: Server, name: str = "Ann") -> None:
        address = server.let_in()
        self.http = httpx.Client(base_url=server.base, headers={"Origin": server.base}, follow_redirects=True)
        server.reviewers.append(self)
        page = self.http.get(address)
        assert page.status_code == 200, page.text
        self.form_token = find_field(page.text, "form_token")
        self.post("/name", name=name)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data={"form_token": self.form_token, **fields})


def find_field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]
