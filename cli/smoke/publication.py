"""Publishes a test article silently, reads it, and withdraws it until the edge has forgotten it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from cli.checks import CheckFailed, Finding, failed, get_document, ok, stays, unknown, wait_for
from cli.http_client import Reply, Site, SiteUnreachable, UnexpectedReply
from gazette.words import load_words

ARTICLES = "/v1/editorial/articles"
DIRECT_SECONDS = 15.0
"""A publication is public at once. A cache may keep a 404 for ten seconds."""
EDGE_SECONDS = 180.0
"""CloudFront invalidates within seconds, usually; a copy expires 90 seconds after it was fetched."""


class Publication:
    """One test article from its draft to the bin.

    `public` is the address that readers use, `direct` that of the API behind the distribution; they are equal without
    a distribution. `token` is that of an editor. `run` is a ULID, which makes title and slug unique.
    """

    def __init__(self, public: Site, direct: Site, token: str, run: str) -> None:
        self._public, self._direct, self._editor = public, direct, public.signed_in(token)
        self._run, self._slug = run, f"smoke-test-{run.lower()}"
        self._lang = ""
        self._article: dict[str, Any] = {}
        self._page = ""
        self._may_be_public = False

    @property
    def _has_edge(self) -> bool:
        return self._public.url != self._direct.url

    @property
    def _paths(self) -> tuple[str, str]:
        return f"/v1/articles/{self._article['id']}", f"/v1/articles/{self._lang}/{self._slug}"

    def check(self) -> Iterator[Finding]:
        """Run all steps. Whatever happens, the article is not left public."""
        try:
            yield self._save_draft()
            yield self._check_that_readers_do_not_see_it()
            yield self._publish()
            yield from self._read()
            yield self._withdraw()
            yield from self._check_that_it_is_gone()
            yield self._move_to_bin()
        except (CheckFailed, SiteUnreachable, UnexpectedReply) as error:
            yield failed(str(error))
        finally:
            # After Ctrl-C and other signals too.
            self._clean_up()
        yield from self._list_remains()

    def _save_draft(self) -> Finding:
        self._lang = get_document(self._public, "/v1").json["site"]["languages"][0]["lang"]
        words = load_words(self._lang)["test_article"]
        draft = {
            "lang": self._lang,
            "slug": self._slug,
            "title": words["title"].format(id=self._run),
            "body": words["body"],
        }
        self._article = self._call("POST", ARTICLES, draft, status=201)
        return ok(f"draft {self._article['id']}: {draft['title']}")

    def _check_that_readers_do_not_see_it(self) -> Finding:
        # Not at the edge, which would keep the 404 for ten seconds.
        reply = self._direct.get(self._paths[0])
        report = ok if reply.status == 404 else failed
        return report(f"readers do not see the draft: {reply.status}")

    def _publish(self) -> Finding:
        self._may_be_public = True
        self._article = self._call("POST", f"{ARTICLES}/{self._article['id']}/publish", {"silent": True})
        return ok("published silently: its event says that nothing is announced")

    def _read(self) -> Iterator[Finding]:
        for name, site in self._list_sites():
            for path in self._paths:
                reply = self._wait_for_status(site, path, 200, DIRECT_SECONDS)
                report = ok if reply.json["title"] == self._article["title"] else failed
                yield report(f"{name}: GET {path} → 200")
        url = str(reply.json["url"])
        if url.startswith(f"{self._public.url}/"):
            self._page = url.removeprefix(self._public.url)
            self._wait_for_status(self._public, self._page, 200, DIRECT_SECONDS)
            yield ok(f"page: GET {self._page} → 200")
        else:
            yield unknown(f"page: {url} is not below {self._public.url}; --url names another address of the site")

    def _withdraw(self) -> Finding:
        note = load_words(self._lang)["test_article"]["note"]
        path = f"{ARTICLES}/{self._article['id']}/unpublish"
        self._article = self._call("POST", path, {"silent": True, "note": note})
        self._may_be_public = False
        return ok("withdrawn silently")

    def _check_that_it_is_gone(self) -> Iterator[Finding]:
        for name, site in self._list_sites():
            is_edge = self._has_edge and site == self._public
            start = time.monotonic()
            for path in self._paths if site != self._public or not self._page else (*self._paths, self._page):
                self._wait_for_status(site, path, 410, EDGE_SECONDS if is_edge else DIRECT_SECONDS)
                label = "page" if path == self._page else name
                yield ok(f"{label}: GET {path} → 410 after {time.monotonic() - start:.0f} s")

    def _move_to_bin(self) -> Finding:
        self._article = self._call("DELETE", f"{ARTICLES}/{self._article['id']}")
        return ok("the draft is in the bin")

    def _list_remains(self) -> Iterator[Finding]:
        """What the test leaves behind."""
        if not self._article:
            return
        article = self._article
        draft = f"draft {article['id']} with {article['version']} revisions"
        if article["status"] == "binned":
            yield stays(f"{draft}, in the bin until {article['purge_at']}")
        else:
            yield stays(f"{draft}, {article['status']}: put it into the bin by hand")
        if article["published_at"]:
            yield stays(f"tombstones at {' and '.join(self._paths)}: 410 for ever, and the slug is taken")
            yield stays(f"entries of /v1/changes in {self._lang} for 30 days, and this month in the list of sitemaps")
        yield stays("stored answers to the requests with an Idempotency-Key, for a day")

    def _clean_up(self) -> None:
        """Withdraw the article and put it into the bin, if a step has failed. A lost answer may hide what it did."""
        if not self._article or self._article["status"] == "binned":
            return
        path = f"{ARTICLES}/{self._article['id']}"
        with suppress(SiteUnreachable, UnexpectedReply):
            if self._may_be_public:
                self._editor.request("POST", f"{path}/unpublish", {"silent": True}, headers={"if-match": "*"})
            self._article = self._editor.get(path).json
            self._may_be_public = self._article["status"] == "published"
        with suppress(CheckFailed, SiteUnreachable, UnexpectedReply):
            self._move_to_bin()
        if self._may_be_public:
            print(f"gazette: the test article {self._article['id']} may still be public; withdraw it", file=sys.stderr)

    def _call(self, method: str, path: str, body: Any = None, *, status: int = 200) -> dict[str, Any]:
        """Call the editorial API and return the article. Raises `CheckFailed` for another status."""
        headers = {"idempotency-key": f"{self._run}-{path.rpartition('/')[2]}"} if method == "POST" else {}
        if self._article:
            headers["if-match"] = f'"{self._article["version"]}"'
        reply = self._editor.request(method, path, body, headers=headers)
        if reply.status != status:
            raise CheckFailed(f"{method} {path} → {reply.describe()}")
        article: dict[str, Any] = reply.json
        return article

    def _wait_for_status(self, site: Site, path: str, status: int, seconds: float) -> Reply:
        def probe() -> Reply | None:
            reply = site.get(path)
            return reply if reply.status == status else None

        return wait_for(probe, seconds, f"GET {site.url}{path} → {status}")

    def _list_sites(self) -> list[tuple[str, Site]]:
        """The API first: it has no cache that could keep an answer from before the change."""
        edge = [("edge", self._public)] if self._has_edge else []
        return [("API", self._direct), *edge]
