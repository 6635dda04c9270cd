"""One request for what is one thing: a new article that is published, changes that are published, a translation."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.scheduler import handler as scheduler
from gazette import times
from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, ARTICLES, KEY, TEXT, Call
from tests.support.events import sample_event
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]

NEW = {"lang": "en", "title": "A summit", "body": TEXT}
ADMIN = {"groups": ("admin",)}


@pytest.fixture
def run_scheduler(monkeypatch: pytest.MonkeyPatch, context: Any) -> Any:
    def run_scheduler(at: datetime) -> Any:
        monkeypatch.setattr("gazette.times.now", lambda: at)
        return scheduler.handler(sample_event("scheduler/minute.json"), context)

    return run_scheduler


def view_of(tables: Tables, id: str) -> dict[str, Any]:
    view = tables.view(id)
    assert view
    return view


# --- A new article ----------------------------------------------------------------------------------------------------


def test_a_new_article_is_published_in_its_first_version(call: Call, tables: Tables) -> None:
    status, article, headers = call(f"POST {ARTICLES}", body={**NEW, "publish": True})
    assert (status, article["status"], article["version"], article["published_version"]) == (201, "published", 1, 1)
    assert headers["location"] == f"/v1/editorial/articles/{article['id']}"
    view = view_of(tables, article["id"])
    assert (view["title"], view["slug"], view["version"]) == ("A summit", "a-summit", 1)
    [revision] = call(f"GET {ARTICLE}/revisions", id=article["id"])[1]["items"]
    assert (revision["version"], revision["action"]) == (1, "publish")
    assert call(f"PATCH {ARTICLE}", id=article["id"], version=1, body={"dek": "More."})[0] == 200


def test_it_takes_the_options_of_a_publication(call: Call, tables: Tables) -> None:
    article = call(f"POST {ARTICLES}", body={**NEW, "publish": {"alert": True}})[1]
    item = tables.item(article["id"])
    assert item
    assert item["alert"] is True
    assert call(f"POST {ARTICLES}", body={**NEW, "publish": False})[1]["status"] == "draft"


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"body": None}, 422, "#/body"),
        ({"title": None}, 422, "#/title"),
        ({"categories": ["nowhere"]}, 422, "#/categories/0"),
        ({"publish": {"correction": "It was Kyoto."}}, 422, "#/correction"),
        ({"publish": {"minor": "yes"}}, 422, "#/publish/minor"),
        ({"publish": "yes"}, 422, "#/publish"),
        ({"slug": "taken"}, 409, None),
    ],
)
def test_what_cannot_be_published_is_not_stored(
    call: Call, publish_draft: Any, tables: Tables, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    publish_draft(slug="taken")
    before = len(tables.all("drafts"))
    found, problem, _ = call(f"POST {ARTICLES}", body={**NEW, "publish": True, **change})
    assert found == status
    assert pointer is None or problem["errors"][0]["pointer"] == pointer
    assert len(tables.all("drafts")) == before


def test_a_repeated_key_makes_one_article(call: Call, tables: Tables) -> None:
    body = {**NEW, "publish": True}
    first, second = (call(f"POST {ARTICLES}", body=body, headers=KEY)[1] for _ in range(2))
    assert first == second
    assert len(tables.listing("en")) == 1


def test_its_language_in_the_story_is_its_own(call: Call, publish_draft: Any) -> None:
    original = publish_draft()
    body = {**NEW, "lang": "ru", "translation_of": original["id"], "publish": True}
    first = call(f"POST {ARTICLES}", body=body)
    second = call(f"POST {ARTICLES}", body=body)
    assert (first[0], second[0], second[1]["article"]) == (201, 409, first[1]["id"])


def test_its_pictures_are_protected(call: Call, put_picture: Any, media: Any) -> None:
    picture = put_picture().id
    article = call(f"POST {ARTICLES}", body={**NEW, "image": {"media": picture}, "publish": True})[1]
    assert media.list_uses(picture) == [article["id"]]


# --- Changes ----------------------------------------------------------------------------------------------------------


def test_changes_are_saved_and_published_in_one_version(call: Call, publish_draft: Any, tables: Tables) -> None:
    article = publish_draft()
    body = {"changes": {"title": "A summit in Tokyo", "dek": "It opens."}, "correction": "It was Tokyo."}
    status, published, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body)
    assert (status, published["version"], published["has_changes"]) == (200, 3, False)
    view = view_of(tables, article["id"])
    assert (view["title"], view["dek"], view["corrections"][0]["note"]) == (
        "A summit in Tokyo",
        "It opens.",
        "It was Tokyo.",
    )
    latest = call(f"GET {ARTICLE}/revisions", id=article["id"])[1]["items"][0]
    assert (latest["action"], latest["changed"]) == ("publish", ["corrections", "dek", "title"])


def test_of_changes_that_cannot_be_published_nothing_is_saved(call: Call, publish_draft: Any, tables: Tables) -> None:
    article, _ = publish_draft(), publish_draft(slug="taken")
    before = tables.all("drafts")
    for changes, status in (
        ({"title": None}, 422),
        ({"categories": ["nowhere"]}, 422),
        ({"slug": "taken"}, 409),
        ({"lang": "ru"}, 409),
        ({"kind": "page"}, 409),
    ):
        body = {"changes": changes}
        assert call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body)[0] == status, changes
    assert tables.all("drafts") == before


def test_somebody_elses_save_in_between_refuses_all_of_it(call: Call, publish_draft: Any, tables: Tables) -> None:
    article = publish_draft()
    call(f"PATCH {ARTICLE}", id=article["id"], version=2, body={"dek": "Theirs."}, sub="other")
    body = {"changes": {"title": "Mine"}}
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body)
    assert (status, problem["current"]["version"]) == (412, 3)
    assert view_of(tables, article["id"])["title"] == "A summit"


def test_a_new_picture_of_changes_is_protected(call: Call, publish_draft: Any, put_picture: Any, media: Any) -> None:
    article, picture = publish_draft(), put_picture().id
    body = {"changes": {"image": {"media": picture}}}
    assert call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body)[0] == 200
    assert media.list_uses(picture) == [article["id"]]


def test_changes_that_fit_into_no_transaction_are_refused_whole(
    call: Call, publish_draft: Any, put_picture: Any, tables: Tables
) -> None:
    """Saved first, they are published in a second request."""
    pictures = [put_picture().id for _ in range(40)]
    tags = [{"slug": f"tag-{number}", "name": f"Tag {number}"} for number in range(20)]
    article = publish_draft(tags=tags)
    body = "\n\n".join(["Words.", *(f"![](media:{picture})" for picture in pictures)])
    changes = {"body": body, "tags": [{"slug": f"new-{number}"} for number in range(20)]}
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body={"changes": changes})
    assert (status, "save the changes first" in problem["detail"]) == (413, True)
    assert call(f"PATCH {ARTICLE}", id=article["id"], version=2, body=changes)[0] == 200
    assert call(f"POST {ARTICLE}/publish", id=article["id"], version=3)[0] == 200


# --- A translation ----------------------------------------------------------------------------------------------------


def test_a_translation_begins_with_what_has_no_language(
    call: Call, save_draft: Any, put_picture: Any, tables: Tables
) -> None:
    tables.put_category("economy")
    picture = put_picture(credit={"en": "Photo: Gazette"}).id
    original = save_draft(
        label="analysis",
        dek="It opens.",
        categories=["economy"],
        tags=[{"slug": "japan", "name": "Japan"}],
        authors=[{"name": "Aziza Karimova", "role": "Correspondent"}],
        image={"media": picture, "alt": "A bridge", "caption": "At night", "credit": "Photo: us"},
    )
    body = {"lang": "ru", "translation_of": original["id"], "copy": True, "title": "Саммит"}
    status, copy, _ = call(f"POST {ARTICLES}", body=body)
    assert (status, copy["label"], copy["categories"]) == (201, "analysis", ["economy"])
    assert copy["authors"] == original["authors"]
    assert copy["tags"] == [{"slug": "japan", "name": None}], "a name would be that of the other language"
    assert copy["image"] == {"media": picture, "alt": None, "caption": None, "credit": "Photo: us"}
    assert (copy["title"], copy["dek"], copy["body"]) == ("Саммит", None, None)


def test_what_the_request_has_is_not_copied(call: Call, save_draft: Any) -> None:
    original = save_draft(tags=["japan"], authors=[{"name": "Aziza Karimova"}])
    body = {"lang": "ru", "translation_of": original["id"], "copy": True, "tags": [], "authors": [{"name": "Bobur"}]}
    copy = call(f"POST {ARTICLES}", body=body)[1]
    assert (copy["tags"], copy["authors"][0]["name"]) == ([], "Bobur")


def test_a_page_is_copied_as_a_page(call: Call, save_draft: Any) -> None:
    original = save_draft(kind="page")
    body = {"lang": "ru", "translation_of": original["id"], "copy": True}
    assert call(f"POST {ARTICLES}", body=body)[1]["kind"] == "page"


def test_a_copy_needs_an_original(call: Call) -> None:
    assert call(f"POST {ARTICLES}", body={**NEW, "copy": True})[0] == 422
    unknown = {**NEW, "copy": True, "translation_of": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    status, problem, _ = call(f"POST {ARTICLES}", body=unknown)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/translation_of")


def test_nothing_is_copied_from_a_draft_that_one_may_not_read(call: Call, save_draft: Any) -> None:
    theirs = save_draft(sub="author-2", groups=("author",), tags=["secret"])
    body = {"lang": "ru", "translation_of": theirs["id"], "copy": True}
    status, problem, _ = call(f"POST {ARTICLES}", body=body, sub="author-1", groups=("author",))
    assert (status, "secret" in str(problem)) == (422, False)


# --- The time of the first publication, for articles that come from elsewhere -----------------------------------------


def test_an_article_keeps_its_time_and_is_announced_to_nobody(call: Call, save_draft: Any, tables: Tables) -> None:
    id, body = save_draft()["id"], {"published_at": "2019-05-01T12:00:00+05:00"}
    status, article, _ = call(f"POST {ARTICLE}/publish", id=id, version=1, body=body, **ADMIN)
    assert (status, article["published_at"], article["updated_at"]) == (200, *["2019-05-01T07:00:00Z"] * 2)
    item = tables.item(id)
    assert item
    assert item["silent"] is True
    assert tables.listing("en")[0]["position"] == f"2019-05-01T07:00:00Z#{id}"
    assert "en/sitemap/2019-05" in {item["listing"] for item in tables.all("listings")}


def test_the_time_of_a_published_article_never_changes(call: Call, publish_draft: Any) -> None:
    article = publish_draft()
    body = {"published_at": "2019-05-01T07:00:00Z"}
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body, **ADMIN)
    assert (status, problem["type"]) == (409, "urn:gazette:problem:date-fixed")


@pytest.mark.parametrize(
    "published_at", ["2099-01-01T00:00:00Z", "1604-12-31T00:00:00Z", "2019-05-01", "2019-05-01T00:00"]
)
def test_a_time_that_cannot_be_is_refused(call: Call, save_draft: Any, published_at: str) -> None:
    body = {"published_at": published_at}
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=save_draft()["id"], version=1, body=body, **ADMIN)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/published_at")


def test_an_old_article_has_no_alert(call: Call, save_draft: Any) -> None:
    body = {"published_at": "2019-05-01T07:00:00Z", "alert": True}
    assert call(f"POST {ARTICLE}/publish", id=save_draft()["id"], version=1, body=body, **ADMIN)[0] == 422


# --- A plan with options ----------------------------------------------------------------------------------------------


def test_the_scheduler_publishes_with_the_options_of_the_plan(
    call: Call, publish_draft: Any, tables: Tables, run_scheduler: Any
) -> None:
    article, at = publish_draft(), times.now() + timedelta(minutes=5)
    call(f"PATCH {ARTICLE}", id=article["id"], version=2, body={"title": "A summit in Tokyo"})
    plan = {"publish_at": at.isoformat(), "correction": "It was Tokyo.", "alert": True}
    status, planned, _ = call(f"PUT {ARTICLE}/schedule", id=article["id"], version=3, body=plan)
    assert (status, planned["publish_options"]) == (200, {"minor": False, "correction": "It was Tokyo.", "alert": True})
    assert run_scheduler(at + timedelta(minutes=1))["published"] == 1
    view, item = view_of(tables, article["id"]), tables.item(article["id"])
    assert item
    assert (view["title"], view["corrections"][0]["note"], item["alert"]) == (
        "A summit in Tokyo",
        "It was Tokyo.",
        True,
    )
    assert call(f"GET {ARTICLE}", id=article["id"])[1]["publish_options"] is None


@pytest.mark.parametrize(
    ("options", "pointer"), [({"correction": "It was Tokyo."}, "#/correction"), ({"minor": "yes"}, "#/minor")]
)
def test_options_that_cannot_be_are_refused_when_they_are_planned(
    call: Call, save_draft: Any, options: dict[str, Any], pointer: str
) -> None:
    plan = {"publish_at": "2099-01-01T00:00:00Z", **options}
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=save_draft()["id"], version=1, body=plan)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_an_alert_is_not_planned_for_old_news(call: Call, publish_draft: Any) -> None:
    plan = {"publish_at": (times.now() + timedelta(hours=7)).isoformat(), "alert": True}
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=publish_draft()["id"], version=2, body=plan)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/alert")


def test_options_without_a_publication_are_refused(call: Call, publish_draft: Any) -> None:
    plan = {"unpublish_at": "2099-01-01T00:00:00Z", "minor": True}
    assert call(f"PUT {ARTICLE}/schedule", id=publish_draft()["id"], version=2, body=plan)[0] == 422


def test_a_removed_plan_takes_its_options_along(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={"publish_at": "2099-01-01T00:00:00Z", "alert": True})
    assert call(f"DELETE {ARTICLE}/schedule", id=id, version=2)[1]["publish_options"] is None
    published = call(f"POST {ARTICLE}/publish", id=id, version=3)[1]
    assert published["status"] == "published"
