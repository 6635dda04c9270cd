"""The post of an article, from its publication to its withdrawal, over the local server."""

from typing import Any

import pytest

from tests.support.articles import new_id
from tests.support.local_server import LocalServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.end_to_end


def test_a_post_follows_its_article_into_the_outbox() -> None:
    with LocalServer("--empty") as server:
        token = server.run("token", "--group", "editor").stdout.strip()

        def request(method: str, path: str, body: Any, version: int | None = None) -> Any:
            match = {"if-match": f'"{version}"'} if version else {}
            headers = {"idempotency-key": new_id(), **match}
            answer = server.request(method, f"/v1/editorial/articles{path}", body, token=token, headers=headers)
            assert answer.status < 300, answer.text
            return answer.json

        def wait_for(count: int) -> Any:
            return eventually(lambda: calls if len(calls := read_calls(server)) == count else None)[-1]

        article = request("POST", "", {"lang": "en", "title": "A <summit> & more", "body": "It opens."})
        path = f"/{article['id']}"
        article = request("POST", f"{path}/publish", {}, article["version"])
        sent = wait_for(1)
        assert (sent["kind"], sent["to"], sent["method"]) == ("telegram", "@gazette_example", "sendMessage")
        assert "<b>A &lt;summit&gt; &amp; more</b>" in sent["payload"]["text"]
        article = request("PATCH", path, {"title": "B", "telegram": "Own <text>"}, article["version"])
        article = request("POST", f"{path}/publish", {"correction": "It was B."}, article["version"])
        changed = wait_for(2)
        assert (changed["method"], changed["payload"]["text"].split("\n")[0]) == ("editMessageText", "Own &lt;text&gt;")
        page = server.get("/_dev/outbox", headers={"accept": "text/html"}).text
        assert "Own &lt;text&gt;" in page
        assert "telegram" not in server.get(f"/v1/articles{path}").json
        request("POST", f"{path}/unpublish", {}, article["version"])
        assert wait_for(3)["method"] == "deleteMessage"

        failure = {"failure": "429", "retry_after": 33}
        assert server.post("/_dev/telegram/failures", failure).json == {"planned": 1}
        waiting = request("POST", "", {"lang": "en", "title": "C", "body": "It waits."})
        request("POST", f"/{waiting['id']}/publish", {}, waiting["version"])
        listed = eventually(lambda: text if "waits until" in (text := server.run("telegram").stdout) else None)
        assert waiting["id"] in listed
        assert len(read_calls(server)) == 3


def read_calls(server: LocalServer) -> list[dict[str, Any]]:
    return [message for message in server.get("/_dev/outbox").json if message["kind"] == "telegram"]
