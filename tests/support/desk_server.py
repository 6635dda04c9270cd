"""The desk as the local server serves it, browsers in which people are signed in, and colleagues who use the API."""

import json
import subprocess
from typing import Any

from cli.local.sign_in.people import Person
from cli.local.stack import ROOT
from tests.support.browsers import Contexts, report_missing


def build_desk() -> None:
    """Build the desk as `make desk` does, with Node and a network or the packages that are there."""
    run = subprocess.run([ROOT / "scripts/desk"], capture_output=True, text=True, check=False)
    if run.returncode:
        report_missing(run.stderr.strip() or run.stdout.strip())


FORGET = """async () => {
  localStorage.clear();
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = (event) => resolve(event.target.result);
    });
    const stores = [...database.objectStoreNames];
    const transaction = database.transaction(stores, "readwrite");
    for (const store of stores) {
      if (store === "sign-in") transaction.objectStore(store).delete("list");
      else transaction.objectStore(store).clear();
    }
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }
}"""
"""Leaves nothing of the person in the browser but the sign-in."""


class Devices:
    """Browsers of members of staff. One that a test gives back is the next one's, signed in and with nothing else:
    signing in loads the desk twice, without a cache.
    """

    def __init__(self, browser: Any) -> None:
        self.contexts = Contexts(browser)
        self._free: dict[tuple[Any, ...], list[Any]] = {}
        self._lent: list[tuple[tuple[Any, ...], Any]] = []

    def open(self, server: Any, person: Person, options: dict[str, Any]) -> Any:
        """A page of the server, in a browser where this person signs in or has signed in before."""
        key = (server, person, json.dumps(options, sort_keys=True))
        free = self._free.setdefault(key, [])
        context = free.pop() if free else self.contexts.open(**options)
        self._lent.append((key, context))
        page = context.new_page()
        page.goto(f"{server.url}/assets/icon.svg")  # a page without script, so that nobody writes meanwhile
        page.evaluate(FORGET)
        return page

    def take_back(self) -> None:
        for key, context in self._lent:
            for page in context.pages:
                page.close()
            context.set_offline(False)
            context.unroute_all()
            self._free[key].append(context)
        self._lent.clear()


class Member:
    """A member of staff who uses the API: a colleague, or who made what is there before a test."""

    def __init__(self, server: Any, group: str) -> None:
        self._server = server
        self.token = server.run("token", "--group", group).stdout.strip()

    def ask(self, method: str, path: str, body: Any = None, version: int | None = None) -> Any:
        """The reply to a request for `/v1/editorial/<path>`, which changes this version only."""
        headers = {"if-match": f'"{version}"'} if version else {}
        return self._server.request(method, f"/v1/editorial/{path}", body, token=self.token, headers=headers)

    def send(self, method: str, path: str, body: Any = None, version: int | None = None) -> Any:
        """The JSON of a reply that is no error; None if it is empty."""
        reply = self.ask(method, path, body, version)
        assert reply.status < 300, reply.text
        return reply.json if reply.text else None

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def write(self, **fields: Any) -> Any:
        """A new article."""
        return self.send("POST", "articles", {"lang": "en", "title": "Title", "body": "Text.", **fields})

    def publish(self, title: str, **fields: Any) -> str:
        """The id of a new published article."""
        made = self.write(title=title, **fields)
        self.send("POST", f"articles/{made['id']}/publish", {}, made["version"])
        return made["id"]

    def withdraw(self, id: str) -> None:
        self.send("POST", f"articles/{id}/unpublish", {}, self.get(f"articles/{id}")["version"])

    def pin(self, ids: list[str], lang: str = "en") -> None:
        """These are the pins, and no others."""
        self.send("PUT", f"front/{lang}", {"pins": ids}, self.get(f"front/{lang}")["version"])
