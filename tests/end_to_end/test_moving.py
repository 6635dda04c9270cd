"""A site moves from one server to another: readers see no difference, and nobody is told."""

import json
import re
import time

import pytest
from urllib3 import encode_multipart_formdata

from cli.http_client import Site
from tests.support.local_server import LocalServer, free_port
from tests.support.pictures import photo
from tests.support.waiting import eventually

pytestmark = pytest.mark.end_to_end

LEFT_OUT = re.compile(r"^/(v1$|v1/(changes|health|openapi|docs|subscriptions)|assets|_dev|uz)")
"""The feed of changes follows the clock; a test of the tables compares its entries. The others belong to no
article, and `/v1` names the user pool of the server."""
REQUEST_ID = re.compile(rb'"request_id": ?"[^"]*"')
OWN_HEADERS = {"date", "server", "x-request-id", "apigw-requestid"}
FIRST = ["/", "/en", "/ru", "/en/archive", "/sitemap.xml", "/robots.txt", "/v1/pages?lang=en"]
LISTS = [
    f"/v1/{path}lang={lang}"
    for path in ("articles?", "home?blocks=true&", "categories?", "tags?", "authors?", "articles?category=economy&")
    for lang in ("en", "ru")
]
FEEDS = [f"/v1/feeds/{lang}/{file}" for lang in ("en", "ru") for file in ("rss.xml", "atom.xml", "feed.json")]


class Editor:
    """Writes through the API, as an editor with a front end."""

    def __init__(self, server):
        self.server, self.token = server, server.run("token", "--group", "editor").stdout.strip()

    def send(self, method, path, body=None, status=200, **headers):
        reply = self.server.request(method, path, body, token=self.token, headers=headers)
        assert reply.status == status, reply.text
        return reply

    def publish(self, **fields):
        """An article, after its publication."""
        saved = self.send("POST", "/v1/editorial/articles", {"lang": "en", "body": "Some words.", **fields}, 201)
        return self.act(saved.json["id"], "publish", {})

    def act(self, id, action, body, method="POST"):
        path = f"/v1/editorial/articles/{id}"
        version = self.send("GET", path).headers["etag"]
        return self.send(method, f"{path}/{action}".rstrip("/"), body, if_match=version).json

    def upload(self):
        """Id of a picture that is ready."""
        content = photo(640, 480)
        request = {"name": "bridge.jpg", "type": "image/jpeg", "size": len(content), "alt": {"en": "A bridge"}}
        made = self.send("POST", "/v1/editorial/media", request, 201).json
        body, kind = encode_multipart_formdata(
            {**made["upload"]["fields"], "file": ("bridge.jpg", content, "image/jpeg")}
        )
        reply = Site(made["upload"]["url"]).request("POST", "", body, headers={"content-type": kind})
        assert reply.status == 201, reply.text
        eventually(lambda: self.send("GET", f"/v1/editorial/media/{made['id']}").json["status"] == "ready")
        return made["id"]


def write_site(editor):
    """Articles of most kinds. Returns addresses that no page names any more."""
    picture = editor.upload()
    names = {"names": {"en": "Economy", "ru": "Экономика"}}
    editor.send("PUT", "/v1/editorial/categories/economy", names, 201)
    author = {"names": {"en": "Aziza Karimova"}, "text": {"en": "She writes."}, "picture": picture}
    editor.send("PUT", "/v1/editorial/authors/aziza-karimova", author, 201)
    bridge = editor.publish(
        title="The bridge is open",
        body=f"Cars crossed it *this morning*.\n\n![](media:{picture})",
        image={"media": picture},
        authors=[{"slug": "aziza-karimova"}],
        categories=["economy"],
        tags=[{"slug": "bridges", "name": "Bridges"}],
    )
    editor.publish(title="Мост открыт", lang="ru", translation_of=bridge["id"], categories=["economy"])
    editor.act(bridge["id"], "", {"slug": "the-bridge"}, method="PATCH")
    editor.act(bridge["id"], "publish", {"correction": "It was the evening."})
    successor = editor.publish(title="A better story", categories=["economy"])
    noted = editor.publish(title="A wrong story")
    editor.act(noted["id"], "unpublish", {"note": "It was wrong."})
    followed = editor.publish(title="A first story")
    editor.act(followed["id"], "unpublish", {"redirect_to": successor["id"]})
    editor.publish(title="About us", kind="page", order=1)
    editor.publish(title="A draft that was published", label="opinion", tags=["bridges"])
    pins = {"pins": [successor["id"], bridge["id"]]}
    editor.send("PUT", "/v1/editorial/front/en", pins)
    paths = ["the-bridge-is-open", "a-wrong-story", "a-first-story"]
    return [path for slug in paths for path in (f"/en/{slug}", f"/v1/articles/en/{slug}")]


def read(server, path):
    """(status, headers, body) of a public answer, without what each request has of its own."""
    reply = server.get(path)
    headers = {name.lower(): value for name, value in reply.headers.items() if name.lower() not in OWN_HEADERS}
    return reply.status, headers, REQUEST_ID.sub(b"", reply.body)


def crawl(server, first):
    """The answers by path, of these paths and of all that their bodies link to."""
    found, waiting = {}, list(first)
    own = re.compile(rf'(?:{re.escape(server.url)}|(?:href|src|action)=")(/[^"<>\s\\,)]*)')
    while waiting:
        path = waiting.pop().partition("#")[0].replace("&amp;", "&")
        if path in found or LEFT_OUT.match(path):
            continue
        found[path] = _, headers, body = read(server, path)
        if headers.get("content-type", "").startswith(("text/", "application/")):
            waiting += own.findall(body.decode())
    return found


def wait_until_quiet(server):
    """The streams have made tags public, built the blocks and indexed everything."""
    # Until there is an index, a search is an error.
    eventually(lambda: server.get("/v1/search?q=bridge&lang=en").json.get("items"))
    eventually(lambda: server.get("/v1/tags?lang=en").json["items"])
    looks = [None]

    def is_quiet():
        time.sleep(1)
        looks.append([read(server, path) for path in (*LISTS, "/en", "/v1/search?q=story")])
        return looks[-1] == looks[-2]

    eventually(is_quiet)


@pytest.mark.slow
def test_a_move_to_an_empty_server_leaves_every_public_answer_byte_for_byte(tmp_path):
    port, folder = free_port(), str(tmp_path / "export")
    with LocalServer("--empty", port=port) as first:
        former = write_site(Editor(first))
        paths = [*FIRST, *LISTS, *FEEDS, *former, "/v1/search?q=bridge", "/en/no-such"]
        wait_until_quiet(first)
        before = crawl(first, paths)
        exported = first.run("export", folder)
        assert exported.returncode == 0, exported.stderr
        again = first.run("export", folder)
        assert (again.returncode, again.stderr.count("\n")) == (1, 1)
        assert "is a finished export; --again replaces it" in again.stderr
    with LocalServer("--empty", port=port) as second:
        trial = second.run("import", folder, "--dry-run")
        assert "articles: 7 new" in trial.stdout, trial.stderr
        assert second.get("/v1/articles/en/the-bridge").status == 404
        imported = second.run("import", folder)
        assert imported.returncode == 0, imported.stderr
        wait_until_quiet(second)
        after = crawl(second, paths)
        assert after.keys() == before.keys()
        differences = {path: (before[path], after[path]) for path in before if before[path] != after[path]}
        assert not differences, json.dumps(differences, default=str)[:4000]
        assert len([path for path in after if path.startswith("/media/")]) == 5
        assert second.get("/_dev/outbox").json == []
        repeated = second.run("import", folder)
        assert "articles: 7 there already" in repeated.stdout, repeated.stderr
        assert "gave up" not in second.output
