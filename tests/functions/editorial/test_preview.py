"""A draft as readers would get it: for its editors, and through a link for people without an account."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.articles import handler as articles
from functions.preview import handler as preview
from gazette import times
from gazette.articles.preview.links import LIFETIME
from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, Call
from tests.support.events import http_event
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]


@pytest.fixture
def share(call: Call) -> Any:
    """Makes a link to an article and returns its token."""

    def share(id: str) -> str:
        status, link, headers = call(f"POST {ARTICLE}/preview", id=id)
        assert (status, headers["cache-control"]) == (201, "private, no-store")
        address, _, token = link["url"].partition("#")
        assert address.startswith("https://news.example/")
        assert address.endswith("/preview")
        return str(token)

    return share


@pytest.fixture
def open_link(context: Any) -> Any:
    """The answer to a token: status, document, headers. There is no other sign-in."""

    def open_link(token: str | None) -> tuple[int, Any, dict[str, str]]:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        answer = preview.handler(http_event("GET /v1/editorial/preview", headers=headers), context)
        return answer["statusCode"], json.loads(answer["body"]), {k.lower(): v for k, v in answer["headers"].items()}

    return open_link


def test_it_is_what_readers_get_after_the_publication(
    call: Call, save_draft: Any, put_picture: Any, tables: Tables
) -> None:
    tables.put_category("economy")
    picture = put_picture(alt={"en": "A bridge"})
    fields = {"categories": ["economy"], "tags": [{"slug": "rail", "name": "Railways"}], "authors": [{"name": "Aziza"}]}
    body = f"**Bold** words.\n\n![](media:{picture.id})"
    id = save_draft(dek="It opens.", image={"media": picture.id}, body=body, label="analysis", **fields)["id"]
    shown = call(f"GET {ARTICLE}/preview", id=id)[1]
    call(f"POST {ARTICLE}/publish", id=id, version=1)
    public = tables.view(id)
    assert public
    by_publication = {"version", "published_at", "updated_at", "jsonld"}
    assert {name: value for name, value in shown.items() if name not in by_publication} == {
        name: value for name, value in public.items() if name not in by_publication
    }
    assert shown.keys() == public.keys()


def test_a_published_article_is_shown_with_its_changes_and_its_address(
    call: Call, publish_draft: Any, tables: Tables
) -> None:
    article = publish_draft(title="A summit")
    call(f"PATCH {ARTICLE}", id=article["id"], version=2, body={"title": "A summit in Tokyo"})
    shown = call(f"GET {ARTICLE}/preview", id=article["id"])[1]
    assert (shown["title"], shown["slug"]) == ("A summit in Tokyo", article["slug"])
    assert shown["published_at"] == article["published_at"]
    public = tables.view(article["id"])
    assert public
    assert public["title"] == "A summit"


def test_a_published_article_without_changes_is_what_readers_see(
    call: Call, publish_draft: Any, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = publish_draft(title="A summit")
    later = times.now() + timedelta(hours=1)
    monkeypatch.setattr(preview.times, "now", lambda: later)
    assert call(f"GET {ARTICLE}/preview", id=article["id"])[1] == tables.view(article["id"])


def test_a_link_says_whether_readers_see_what_it_shows(call: Call, save_draft: Any, share: Any, open_link: Any) -> None:
    id = save_draft(title="A summit")["id"]
    token = share(id)

    def read_facts() -> tuple[str, bool]:
        facts = open_link(token)[1]["preview"]
        return facts["status"], facts["has_changes"]

    assert read_facts() == ("draft", False)
    call(f"POST {ARTICLE}/publish", id=id, version=1)
    assert read_facts() == ("published", False)
    call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "A summit in Tokyo"})
    assert read_facts() == ("published", True)
    call(f"POST {ARTICLE}/unpublish", id=id, version=3)
    assert read_facts() == ("withdrawn", False)


def test_an_unfinished_draft_is_shown(call: Call, save_draft: Any, put_picture: Any) -> None:
    """No title, no text, and pictures whose files have not arrived."""
    waiting = put_picture(ready=False).id
    empty = call(f"GET {ARTICLE}/preview", id=save_draft(title=None, body=None)["id"])[1]
    assert (empty["title"], empty["body_html"]) == (None, "")
    draft = save_draft(body=f"Words.\n\n![](media:{waiting})", image={"media": waiting})
    status, shown, _ = call(f"GET {ARTICLE}/preview", id=draft["id"])
    assert (status, shown["image"]) == (200, None)
    assert shown["body_html"].strip() == "<p>Words.</p>"


def test_handlers_and_styles_of_a_draft_are_no_part_of_it(
    call: Call, save_draft: Any, share: Any, open_link: Any
) -> None:
    body = '<p onclick="alert(1)" style="color:red">Words</p>'
    shown = open_link(share(save_draft(format="html", body=body)["id"]))[1]
    assert "Words" in shown["body_html"]
    assert not any(bad in shown["body_html"] for bad in ("onclick", "alert", "style"))


def test_a_link_shows_the_draft_as_it_is_when_it_is_opened(
    call: Call, save_draft: Any, share: Any, open_link: Any
) -> None:
    id = save_draft(title="A summit")["id"]
    token = share(id)
    saved = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "A summit in Tokyo"})[1]
    status, shown, headers = open_link(token)
    assert (status, shown["title"], shown["preview"]["changed_at"]) == (200, "A summit in Tokyo", saved["changed_at"])
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("private, no-store", "noindex")
    assert not {"created_by", "changed_by", "review", "telegram", "autosaves"} & shown.keys()


def test_a_link_ends_after_an_hour(
    call: Call, save_draft: Any, share: Any, open_link: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, made = share(save_draft()["id"]), times.now()
    monkeypatch.setattr(preview.times, "now", lambda: made + LIFETIME - timedelta(seconds=5))
    assert open_link(token)[0] == 200
    monkeypatch.setattr(preview.times, "now", lambda: made + LIFETIME + timedelta(seconds=1))
    assert open_link(token)[0] == 401


def test_revoked_links_are_ended_and_a_later_one_is_valid(
    call: Call, save_draft: Any, share: Any, open_link: Any
) -> None:
    id, other = save_draft()["id"], save_draft()["id"]
    tokens, elsewhere = [share(id), share(id)], share(other)
    for _ in range(2):
        assert call(f"DELETE {ARTICLE}/preview", id=id)[0] == 204
    assert [open_link(token)[0] for token in (*tokens, elsewhere, share(id))] == [401, 401, 200, 200]


def test_a_token_opens_its_own_article_only(save_draft: Any, share: Any, open_link: Any) -> None:
    first, second = save_draft()["id"], save_draft()["id"]
    _, _, secret = share(first).partition(".")
    assert open_link(f"{second}.{secret}")[0] == 401


@pytest.mark.parametrize(
    "token", [None, "x", ".", "01KCRA7Q00GAZETTESAMPLE002.", ".secret", "x" * 5000, "01KCRA7Q00GAZETTESAMPLE002.é"]
)
def test_any_other_text_is_refused_alike(open_link: Any, token: str | None) -> None:
    status, problem, headers = open_link(token)
    assert (status, headers["cache-control"]) == (401, "no-store")
    assert headers["www-authenticate"].startswith("Bearer")
    assert token is None or len(token) < 2 or token not in str(problem)


@pytest.mark.parametrize("end", ["bin", "purge"])
def test_a_link_ends_with_its_draft(
    call: Call, save_draft: Any, share: Any, open_link: Any, commands: Any, end: str
) -> None:
    id = save_draft()["id"]
    token = share(id)
    call(f"DELETE {ARTICLE}", id=id, version=1)
    if end == "purge":
        commands.drafts.purge(commands.drafts.get(id))
    assert open_link(token)[0] == 401
    assert end == "purge" or call(f"POST {ARTICLE}/preview", id=id)[0] == 409


def test_the_token_is_stored_nowhere(save_draft: Any, share: Any, open_link: Any, tables: Tables, capsys: Any) -> None:
    token = share(save_draft()["id"])
    open_link(token)
    secret = token.partition(".")[2]
    assert len(secret) >= 40
    stored = [tables.all(noun) for noun in ("drafts", "idempotency", "articles", "listings")]
    assert secret not in str(stored)
    assert secret not in capsys.readouterr().out


def test_no_public_route_shows_the_draft(save_draft: Any, share: Any, context: Any) -> None:
    id = save_draft()["id"]
    token = share(id)
    event = http_event("GET /v1/articles/{id}", params={"id": id}, headers={"authorization": f"Bearer {token}"})
    assert articles.handler(event, context)["statusCode"] == 404
