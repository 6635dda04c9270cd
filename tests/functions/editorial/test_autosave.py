"""Unsaved text is kept beside the draft, for each person apart, until that person saves."""

from datetime import timedelta
from typing import Any

import pytest

from functions.editorial import handler as editorial
from gazette import times
from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, ARTICLES, TEXT, Call

AZIZA, BOBUR = {"sub": "aziza"}, {"sub": "bobur"}


@pytest.fixture
def type_text(call: Call) -> Any:
    """Keeps text apart and returns the answer's status and body."""

    def type_text(id: str, *, version: int | None = None, person: Any = AZIZA, **fields: Any) -> tuple[int, Any]:
        parts = {} if version is None else {"version": version}
        return call(f"PATCH {ARTICLE}", id=id, query="autosave=true", body=fields, **parts, **person)[:2]

    return type_text


@pytest.fixture
def read_autosave(call: Call) -> Any:
    def read_autosave(id: str, query: str = "", person: Any = AZIZA) -> tuple[int, Any]:
        return call(f"GET {ARTICLE}/autosave", id=id, query=query, **person)[:2]

    return read_autosave


def parts_of(tables: Tables, id: str) -> set[str]:
    return {item["part"] for item in tables.all("drafts") if item["id"] == id}


def test_it_is_no_version_and_the_draft_stays(call: Call, save_draft: Any, type_text: Any, tables: Tables) -> None:
    id = save_draft()["id"]
    status, note = type_text(id, version=1, title="A summit in To")
    assert (status, note["by"]["id"], note["based_on"]) == (200, "aziza", 1)
    article = call(f"GET {ARTICLE}", id=id)[1]
    assert (article["version"], article["title"], article["autosaves"]) == (1, "A summit", [note])
    assert parts_of(tables, id) == {"current", "revision#000001", "autosave#aziza#000001", "autosaves"}
    assert call(f"GET {ARTICLE}/revisions", id=id)[1]["items"][0]["version"] == 1


def test_a_patch_continues_the_text_of_the_same_version(save_draft: Any, type_text: Any, read_autosave: Any) -> None:
    id = save_draft()["id"]
    type_text(id, version=1, title="A summit in Tokyo")
    type_text(id, version=1, dek="It opens on Monday.", body=None)
    draft = read_autosave(id)[1]["draft"]
    assert (draft["title"], draft["dek"], draft["body"]) == ("A summit in Tokyo", "It opens on Monday.", None)


def test_each_person_has_a_text_of_their_own(call: Call, save_draft: Any, type_text: Any, read_autosave: Any) -> None:
    id = save_draft()["id"]
    type_text(id, title="Aziza's title")
    type_text(id, title="Bobur's title", person=BOBUR)
    assert read_autosave(id)[1]["draft"]["title"] == "Aziza's title"
    assert read_autosave(id, "by=bobur")[1]["draft"]["title"] == "Bobur's title"
    assert {note["by"]["id"] for note in call(f"GET {ARTICLE}", id=id)[1]["autosaves"]} == {"aziza", "bobur"}


def test_a_save_ends_the_own_text_and_no_other(call: Call, save_draft: Any, type_text: Any, tables: Tables) -> None:
    id = save_draft()["id"]
    type_text(id, title="Aziza's title")
    type_text(id, title="Bobur's title", person=BOBUR)
    status, saved, _ = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "Aziza's title"}, **AZIZA)
    assert (status, [note["by"]["id"] for note in saved["autosaves"]]) == (200, ["bobur"])
    assert "autosave#aziza#000001" not in parts_of(tables, id)


@pytest.mark.parametrize(
    "save",
    [
        (f"PATCH {ARTICLE}", {"title": "A summit"}),  # without an effect
        (f"POST {ARTICLE}/publish", {"changes": {"title": "Another"}}),
    ],
)
def test_every_save_ends_the_own_text(call: Call, save_draft: Any, type_text: Any, save: Any) -> None:
    id, (route, body) = save_draft()["id"], save
    type_text(id, title="A sum")
    assert call(route, id=id, version=1, body=body, **AZIZA)[1]["autosaves"] == []


def test_a_publication_of_the_last_save_keeps_it(call: Call, save_draft: Any, type_text: Any, tables: Tables) -> None:
    """Its words are in no version yet."""
    id = save_draft()["id"]
    type_text(id, title="A summit in Tokyo")
    published = call(f"POST {ARTICLE}/publish", id=id, version=1, **AZIZA)[1]
    assert (len(published["autosaves"]), published["title"]) == (1, "A summit")
    view = tables.view(id)
    assert view
    assert view["title"] == "A summit"


@pytest.mark.parametrize("route", [f"POST {ARTICLE}/discard", f"POST {ARTICLE}/revisions/{{version}}/restore"])
def test_who_goes_back_to_an_earlier_text_keeps_what_is_not_saved(
    call: Call, publish_draft: Any, type_text: Any, read_autosave: Any, route: str
) -> None:
    """Its words are in no version. To throw them away is a request of its own."""
    id = publish_draft()["id"]
    call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "Wrong"}, **AZIZA)
    type_text(id, version=3, title="Better")
    assert call(route, id=id, version=3, params={"version": "1"}, **AZIZA)[0] == 200
    assert (read_autosave(id)[1]["draft"]["title"], read_autosave(id)[1]["based_on"]) == ("Better", 3)


def test_a_text_that_begins_with_an_old_version_is_stored_and_says_so(
    call: Call, save_draft: Any, type_text: Any, read_autosave: Any
) -> None:
    """Another tab, or a computer that was asleep: the front end joins the two, or asks."""
    id = save_draft(dek="The first dek.")["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"dek": "The second dek."}, **BOBUR)
    status, note = type_text(id, version=1, title="A summit in Tokyo")
    assert (status, note["based_on"]) == (200, 1)
    draft = read_autosave(id)[1]["draft"]
    assert (draft["title"], draft["dek"]) == ("A summit in Tokyo", "The first dek.")


def test_texts_of_two_versions_are_kept_apart(save_draft: Any, call: Call, type_text: Any, read_autosave: Any) -> None:
    """A telephone that begins with the present version loses nothing of what the computer has."""
    id = save_draft()["id"]
    type_text(id, version=1, body="A long body.")
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"dek": "The second dek."}, **BOBUR)
    assert type_text(id, version=2)[0] == 204
    type_text(id, version=2, dateline="Tokyo")
    latest = read_autosave(id)[1]
    assert (latest["based_on"], latest["draft"]["dek"], latest["draft"]["body"]) == (2, "The second dek.", TEXT)
    assert read_autosave(id, "based_on=1")[1]["draft"]["body"] == "A long body."
    assert {note["based_on"] for note in call(f"GET {ARTICLE}", id=id)[1]["autosaves"]} == {1, 2}


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({"dek": "Small."}, True),
        ({}, True),
        ({"body": "A long body."}, False),
        ({"body": "A longer body."}, False),
        ({"body": "A long body.", "dek": "Small."}, False),
    ],
)
def test_a_save_ends_a_text_only_if_it_decides_about_all_that_it_changes(
    call: Call, save_draft: Any, type_text: Any, changes: dict[str, Any], is_kept: bool
) -> None:
    """Another tab may save something else meanwhile."""
    id = save_draft()["id"]
    type_text(id, version=1, body="A long body.")
    article = call(f"PATCH {ARTICLE}", id=id, version=1, body=changes, **AZIZA)[1]
    assert bool(article["autosaves"]) is is_kept


def test_a_save_ends_no_text_of_another_version_that_it_does_not_have(
    call: Call, save_draft: Any, type_text: Any, read_autosave: Any
) -> None:
    """The telephone saves a comma, and the computer still holds three paragraphs."""
    id = save_draft()["id"]
    type_text(id, version=1, body="Three paragraphs.")
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"dek": "Theirs."}, **BOBUR)
    saved = call(f"PATCH {ARTICLE}", id=id, version=2, body={"body": "A comma, now."}, **AZIZA)[1]
    assert [note["based_on"] for note in saved["autosaves"]] == [1]
    assert read_autosave(id)[1]["draft"]["body"] == "Three paragraphs."
    call(f"PATCH {ARTICLE}", id=id, version=3, body={"body": "Three paragraphs."}, **AZIZA)
    assert read_autosave(id)[0] == 404


@pytest.mark.parametrize("route", [f"PATCH {ARTICLE}", f"POST {ARTICLE}/publish"])
def test_what_is_typed_while_a_save_is_under_way_stays(
    call: Call, save_draft: Any, type_text: Any, read_autosave: Any, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    id, body = save_draft()["id"], {"body": "One."}
    type_text(id, version=1, body="One.")
    find = editorial.commands._references.check

    def type_on(*arguments: Any) -> Any:
        monkeypatch.undo()
        type_text(id, version=1, body="One, and more.")
        return find(*arguments)

    monkeypatch.setattr(editorial.commands._references, "check", type_on)
    sent = {"changes": body} if "publish" in route else body
    assert call(route, id=id, version=1, body=sent, **AZIZA)[0] == 200
    assert read_autosave(id)[1]["draft"]["body"] == "One, and more."


def test_a_version_that_does_not_exist_is_taken_for_the_present_one(
    save_draft: Any, type_text: Any, read_autosave: Any
) -> None:
    id = save_draft()["id"]
    assert type_text(id, version=99, title="A summit in Tokyo")[0] == 200
    assert (read_autosave(id)[1]["based_on"], read_autosave(id)[1]["draft"]["body"]) == (99, TEXT)


def test_a_text_that_arrives_after_its_save_is_not_kept(call: Call, save_draft: Any, type_text: Any) -> None:
    id = save_draft()["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "A summit in Tokyo"}, **AZIZA)
    assert type_text(id, version=1, title="A summit in Tokyo") == (204, None)
    assert call(f"GET {ARTICLE}", id=id)[1]["autosaves"] == []


def test_a_text_that_was_typed_and_deleted_again_is_not_kept(call: Call, save_draft: Any, type_text: Any) -> None:
    id = save_draft()["id"]
    type_text(id, title="A summit in To")
    assert type_text(id, title="A summit")[0] == 204
    assert call(f"GET {ARTICLE}", id=id)[1]["autosaves"] == []


def test_it_takes_what_a_save_would_refuse(call: Call, save_draft: Any, type_text: Any, read_autosave: Any) -> None:
    """A section that nobody has made yet, or a picture that is being uploaded."""
    id = save_draft()["id"]
    fields = {"categories": ["new"], "authors": [{"slug": "nobody"}], "image": {"media": "01KCRA7Q00GAZETTESAMPLE003"}}
    assert type_text(id, **fields)[0] == 200
    assert read_autosave(id)[1]["draft"]["categories"] == ["new"]
    assert call(f"PATCH {ARTICLE}", id=id, version=1, body=fields, **AZIZA)[0] == 422


def test_what_has_the_wrong_form_is_refused(save_draft: Any, type_text: Any) -> None:
    status, problem = type_text(save_draft()["id"], title="x" * 301)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/title")


def test_an_author_keeps_text_beside_an_article_that_an_editor_has_published(call: Call, save_draft: Any) -> None:
    author = {**AZIZA, "groups": ("author",)}
    id = save_draft(**author)["id"]
    call(f"POST {ARTICLE}/publish", id=id, version=1)
    assert call(f"PATCH {ARTICLE}", id=id, query="autosave=true", body={"title": "More"}, **author)[0] == 200
    assert call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "More"}, **author)[0] == 403


def test_it_is_forgotten_after_thirty_days(
    call: Call, save_draft: Any, type_text: Any, read_autosave: Any, monkeypatch: pytest.MonkeyPatch, tables: Tables
) -> None:
    id = save_draft()["id"]
    type_text(id, title="A summit in Tokyo")
    later = times.now() + timedelta(days=30, minutes=1)
    monkeypatch.setattr(editorial.times, "now", lambda: later)
    assert read_autosave(id)[0] == 404
    assert call(f"GET {ARTICLE}", id=id)[1]["autosaves"] == []
    expiries = [item["expires_at"] for item in tables.all("drafts") if item["part"].startswith("autosave")]
    assert len(expiries) == 2
    assert max(expiries) < later.timestamp()


def test_a_purge_leaves_nothing_of_it(
    call: Call, save_draft: Any, type_text: Any, commands: Any, tables: Tables
) -> None:
    id = save_draft()["id"]
    type_text(id, title="A summit in Tokyo")
    call(f"DELETE {ARTICLE}", id=id, version=1)
    commands.drafts.purge(commands.drafts.get(id))
    assert parts_of(tables, id) == set()


def test_one_can_throw_ones_own_away(call: Call, save_draft: Any, type_text: Any, read_autosave: Any) -> None:
    id = save_draft()["id"]
    type_text(id, title="Aziza's title")
    type_text(id, title="Bobur's title", person=BOBUR)
    for _ in range(2):
        assert call(f"DELETE {ARTICLE}/autosave", id=id, **AZIZA)[0] == 204
    assert (read_autosave(id)[0], read_autosave(id, person=BOBUR)[0]) == (404, 200)


def test_the_shelf_says_who_has_text(call: Call, save_draft: Any, type_text: Any) -> None:
    quiet, typed = save_draft(title="Quiet")["id"], save_draft(title="Typed")["id"]
    type_text(typed, title="Typed on")
    shown = {one["id"]: one["autosaves"] for one in call(f"GET {ARTICLES}")[1]["items"]}
    assert (shown[quiet], [note["by"]["id"] for note in shown[typed]]) == ([], ["aziza"])


def test_a_body_in_markdown_can_be_read_as_html(save_draft: Any, type_text: Any, read_autosave: Any) -> None:
    id = save_draft()["id"]
    type_text(id, body="**Bold** words")
    draft = read_autosave(id, "body=html")[1]["draft"]
    assert (draft["format"], draft["body"]) == ("html", "<p><strong>Bold</strong> words</p>")


def test_a_body_that_cannot_be_rendered_is_read_as_it_was_typed(
    save_draft: Any, type_text: Any, read_autosave: Any
) -> None:
    id = save_draft()["id"]
    type_text(id, body="Words <script> and words")
    draft = read_autosave(id, "body=html")[1]["draft"]
    assert (draft["format"], draft["body"]) == ("markdown", "Words <script> and words")


def test_nothing_of_it_is_in_the_tables_of_readers(save_draft: Any, type_text: Any, tables: Tables) -> None:
    type_text(save_draft()["id"], title="Secret", tags=[{"slug": "secret", "name": "Secret"}])
    assert "secret" not in str([*tables.all("articles"), *tables.all("listings"), *tables.all("taxonomy")]).lower()
