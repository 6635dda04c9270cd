"""The one transaction when things go wrong: its size, races, lost answers, crashes, conflicts."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import ArticleNotFound, CategoryMissing, SlugTaken
from gazette.articles.model import Article, Changes, Draft, Schedule, Withdrawal
from gazette.articles.scheduled import ScheduledPublishing
from gazette.dynamodb.items import serialize
from gazette.errors import StaleVersion, Unavailable
from gazette.settings import Settings
from tests.support.articles import AZIZA, NOON, TEXT, Reply, StoredArticles, minutes, new_id

Publish = Callable[..., Article]
OPERATION = "dynamodb.TransactWriteItems"


@pytest.fixture
def client() -> Any:
    """A client of its own, so that what is hooked to it stays with it."""
    return boto3.client("dynamodb")


@pytest.fixture
def hooked(client: Any) -> ArticleCommands:
    return ArticleCommands.of(Settings(os.environ), client)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def sizes(client: Any) -> list[int]:
    """Fills with the number of items of each transaction that the client sends."""
    found: list[int] = []
    client.meta.events.register(
        f"provide-client-params.{OPERATION}",
        lambda params, **_: found.append(len(params["TransactItems"])),
    )
    return found


def refusals(client: Any, *bodies: str) -> list[str]:
    """Answers the next transactions with these bodies instead of sending them; the list shrinks."""
    left = list(bodies)

    def refuse(request: Any, **_: Any) -> AWSResponse | None:
        if not left:
            return None
        return AWSResponse(
            request.url, 400, {"content-type": "application/x-amz-json-1.0"}, Reply(left.pop(0).encode())
        )

    client.meta.events.register(f"before-send.{OPERATION}", refuse)
    return left


def cancelled(*codes: str) -> str:
    reasons = ", ".join(f'{{"Code": "{code}"}}' for code in codes)
    return (
        '{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", '
        f'"Message": "cancelled", "CancellationReasons": [{reasons}]}}'
    )


def lose_answer(client: Any) -> None:
    """The first transaction is carried out, and its answer never arrives; the SDK sends it again."""
    left = [True]

    def lose(attempts: int, **_: Any) -> int | None:
        return 0 if attempts == 1 and left and left.pop() else None

    client.meta.events.register_first(f"needs-retry.{OPERATION}", lose)


def large(lang: str, half: int, **fields: Any) -> dict[str, Any]:
    """All that an article may name, in one of two sets that share nothing."""
    return {
        "lang": lang,
        "title": f"Title {half}",
        "slug": f"slug-{half}",
        "body": TEXT,
        "categories": [f"category-{half}-{n}" for n in range(5)],
        "tags": [f"tag-{half}-{n}" for n in range(20)],
        "authors": [{"slug": f"author-{half}-{n}", "role": "Reporter"} for n in range(10)],
        **fields,
    }


def test_the_largest_publication_has_94_items(
    client: Any, hooked: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    for half in (1, 2):
        shelves.category(*(f"category-{half}-{n}" for n in range(5)))
        for n in range(10):
            author = {"kind": "author", "slug": f"author-{half}-{n}", "names": {"en": f"A{n}"}, "version": 1}
            shelves.put("taxonomy", author)
    article = published(**large("en", 1))
    for lang in ("ru", "uz", "uz-Cyrl"):
        published(**large(lang, 1, translation_of=article.id))
    [card] = shelves.listing("en")
    shelves.put("listings", {**card, "listing": "en/front", "rank": 1})
    changes = large("en", 2)
    article = hooked.change(article, Changes(**changes), by=AZIZA, at=minutes(1), write=new_id())
    counted = sizes(client)
    hooked.press.publish(article, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id())
    assert counted == [94]
    assert len(shelves.listed(article.id)) == 1 + 5 + 20 + 10 + 1
    assert not [name for name in shelves.listed(article.id) if "-1-" in name]


def test_one_slug_has_one_winner(newsroom: ArticleCommands, written: Publish, shelves: StoredArticles) -> None:
    articles = [written(slug="the-summit") for _ in range(12)]

    def publish(article: Article) -> str:
        try:
            return str(newsroom.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id()).slug)
        except SlugTaken:
            return "taken"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(publish, articles))
    assert sorted(outcomes) == ["taken"] * 11 + ["the-summit"]
    assert len(shelves.listing("en")) == 1


def test_equal_titles_get_different_slugs_at_the_same_time(
    newsroom: ArticleCommands, written: Publish, shelves: StoredArticles
) -> None:
    articles = [written() for _ in range(8)]

    def publish(article: Article) -> str:
        return str(newsroom.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id()).slug)

    with ThreadPoolExecutor(4) as pool:
        slugs = set(pool.map(publish, articles))
    assert slugs == {"a-summit", *(f"a-summit-{n}" for n in range(2, 9))}
    assert len(shelves.listing("en")) == 8


def test_one_version_has_one_winner(newsroom: ArticleCommands, written: Publish) -> None:
    article = written()

    def change(title: str) -> str:
        try:
            newsroom.change(article, Changes(title=title), by=AZIZA, at=minutes(1), write=new_id())
        except StaleVersion:
            return "stale"
        return title

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(change, [f"Title {n}" for n in range(12)]))
    [winner] = [outcome for outcome in outcomes if outcome != "stale"]
    assert newsroom.drafts.get(article.id).title == winner
    assert newsroom.drafts.get(article.id).version == 2


def test_translations_published_at_the_same_time_do_not_miss_one_another(
    newsroom: ArticleCommands, written: Publish, shelves: StoredArticles
) -> None:
    english = written()
    others = [written(lang=lang, translation_of=english.id) for lang in ("ru", "uz", "uz-Cyrl")]

    def publish(article: Article) -> Article:
        return newsroom.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())

    with ThreadPoolExecutor(4) as pool:
        articles = list(pool.map(publish, [english, *others]))
    for article in articles:
        view = shelves.view(article.id)
        assert view
        assert {one["id"] for one in view["translations"]} == {one.id for one in articles} - {article.id}
        assert view == shelves.view(f"{view['lang']}/{view['slug']}")


def test_a_lost_answer_to_a_creation_is_no_conflict(
    client: Any, hooked: ArticleCommands, shelves: StoredArticles
) -> None:
    lose_answer(client)
    article = hooked.create(Draft(lang="en"), id=new_id(), by=AZIZA, at=NOON, write=new_id())
    assert hooked.drafts.get(article.id) == article


def test_a_lost_answer_to_a_save_is_no_stale_version(client: Any, hooked: ArticleCommands, written: Publish) -> None:
    article = written()
    lose_answer(client)
    after = hooked.change(article, Changes(title="Changed"), by=AZIZA, at=minutes(1), write=new_id())
    assert (after.version, hooked.drafts.get(article.id)) == (2, after)


@pytest.mark.parametrize("slug", [None, "given"])
def test_a_lost_answer_to_a_publication_is_no_taken_slug(
    client: Any, hooked: ArticleCommands, written: Publish, shelves: StoredArticles, slug: str | None
) -> None:
    article = written(slug=slug)
    lose_answer(client)
    after = hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
    assert after.slug == (slug or "a-summit")
    assert hooked.drafts.get(article.id) == after
    assert len(shelves.listing("en/changes")) == 1


def test_a_lost_answer_to_a_withdrawal_is_no_stale_version(
    client: Any, hooked: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    article = published()
    lose_answer(client)
    after = hooked.press.withdraw(article, by=AZIZA, now=minutes(1), write=new_id())
    assert hooked.drafts.get(article.id) == after
    assert len(shelves.listing("en/changes")) == 2


def test_a_lost_answer_is_known_even_after_somebody_else_wrote(
    client: Any, hooked: ArticleCommands, newsroom: ArticleCommands, written: Publish
) -> None:
    article = written()
    left = [True]

    def lose(attempts: int, **_: Any) -> int | None:
        if attempts == 1 and left and left.pop():
            newsroom.change(
                newsroom.drafts.get(article.id), Changes(dek="By another"), by=AZIZA, at=minutes(2), write=new_id()
            )
            return 0
        return None

    client.meta.events.register_first(f"needs-retry.{OPERATION}", lose)
    assert hooked.change(article, Changes(title="Mine"), by=AZIZA, at=minutes(1), write=new_id()).version == 2
    last = newsroom.drafts.get(article.id)
    assert (last.version, last.title, last.dek) == (3, "Mine", "By another")


def test_a_crash_before_the_transaction_changes_nothing(
    client: Any, hooked: ArticleCommands, written: Publish, shelves: StoredArticles
) -> None:
    article = written()

    def crash(request: Any, **_: Any) -> None:
        raise EndpointConnectionError(endpoint_url=request.url)

    client.meta.events.register(f"before-send.{OPERATION}", crash)
    with pytest.raises(EndpointConnectionError):
        hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
    assert shelves.all("articles") == []
    assert shelves.listed(article.id) == []
    assert hooked.drafts.get(article.id) == article


def test_a_crash_after_the_transaction_leaves_all_of_it(
    client: Any, hooked: ArticleCommands, written: Publish, shelves: StoredArticles
) -> None:
    article = written()

    def crash(**_: Any) -> None:
        raise KeyboardInterrupt

    client.meta.events.register(f"needs-retry.{OPERATION}", crash)
    with pytest.raises(KeyboardInterrupt):
        hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
    assert hooked.drafts.get(article.id).status == "published"
    assert shelves.view(article.id) == shelves.view("en/a-summit") is not None
    assert shelves.listed(article.id) == ["en"]


def test_conflicts_are_tried_again(client: Any, hooked: ArticleCommands, written: Publish) -> None:
    article = written()
    left = refusals(client, cancelled("None", "TransactionConflict"), cancelled("ThrottlingError", "None"))
    assert hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id()).status == "published"
    assert left == []


def test_conflicts_without_end_are_told_as_such(client: Any, hooked: ArticleCommands, written: Publish) -> None:
    article = written()
    left = refusals(client, *[cancelled("None", "TransactionConflict")] * 9)
    with pytest.raises(Unavailable):
        hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
    assert len(left) == 6, "three tries"
    assert hooked.drafts.get(article.id) == article


@pytest.mark.parametrize(
    ("position", "expected"),
    [(0, ArticleNotFound), (3, SlugTaken), (4, CategoryMissing), (5, CategoryMissing)],
)
def test_each_position_has_its_own_meaning(
    client: Any,
    hooked: ArticleCommands,
    written: Publish,
    shelves: StoredArticles,
    position: int,
    expected: type[Exception],
) -> None:
    """draft, revision, view by id, view by slug, two categories."""
    shelves.category("economy", "world")
    article = written(slug="summit", categories=["economy", "world"])
    refusals(client, cancelled(*["None"] * position, "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(expected):
        hooked.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())


def test_what_moves_meanwhile_is_read_again(
    client: Any,
    hooked: ArticleCommands,
    newsroom: ArticleCommands,
    published: Publish,
    written: Publish,
    shelves: StoredArticles,
) -> None:
    """A translation is published between the reading and the writing of another one's publication."""
    english = published()
    russian = written(lang="ru", translation_of=english.id)
    uzbek = written(lang="uz", translation_of=english.id)
    left = [True]

    def overtake(**_: Any) -> None:
        if left:
            left.pop()
            newsroom.press.publish(uzbek, by=AZIZA, at=NOON, now=NOON, write=new_id())

    client.meta.events.register(f"before-call.{OPERATION}", overtake)
    hooked.press.publish(russian, by=AZIZA, at=minutes(1), now=minutes(1), write=new_id())
    view = shelves.view(russian.id)
    assert view
    assert [one["lang"] for one in view["translations"]] == ["en", "uz"]


def test_a_translation_that_is_published_again_meanwhile_keeps_its_new_text(
    client: Any,
    hooked: ArticleCommands,
    newsroom: ArticleCommands,
    published: Publish,
    written: Publish,
    shelves: StoredArticles,
) -> None:
    """Its title is the same, and so is what the story says of it: only its view tells that it has changed."""
    english = published()
    russian = written(lang="ru", translation_of=english.id)
    english = newsroom.change(english, Changes(body="A new text."), by=AZIZA, at=minutes(1), write=new_id())
    left = [True]

    def overtake(**_: Any) -> None:
        if left:
            left.pop()
            newsroom.press.publish(english, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id())

    client.meta.events.register(f"before-call.{OPERATION}", overtake)
    hooked.press.publish(russian, by=AZIZA, at=minutes(3), now=minutes(3), write=new_id())
    view = shelves.view(english.id)
    assert view
    assert view["body_html"] == "<p>A new text.</p>"
    assert [one["id"] for one in view["translations"]] == [russian.id]
    assert shelves.view("en/a-summit") == view


def test_a_translation_that_comes_meanwhile_is_not_forgotten(
    client: Any,
    hooked: ArticleCommands,
    newsroom: ArticleCommands,
    published: Publish,
    written: Publish,
    shelves: StoredArticles,
) -> None:
    """Nothing of the story changes by this publication, and yet it must not be made from an old state of it."""
    english = published()
    russian = written(lang="ru", translation_of=english.id)
    english = newsroom.change(english, Changes(body="A new text."), by=AZIZA, at=minutes(1), write=new_id())
    left = [True]

    def overtake(**_: Any) -> None:
        if left:
            left.pop()
            newsroom.press.publish(russian, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id())

    client.meta.events.register(f"before-call.{OPERATION}", overtake)
    hooked.press.publish(english, by=AZIZA, at=minutes(3), now=minutes(3), write=new_id())
    view = shelves.view(english.id)
    assert view
    assert view["body_html"] == "<p>A new text.</p>"
    assert [one["id"] for one in view["translations"]] == [russian.id]


def test_a_card_that_is_pinned_meanwhile_is_replaced_too(
    client: Any, hooked: ArticleCommands, newsroom: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    article = published()
    article = newsroom.change(article, Changes(title="A great summit"), by=AZIZA, at=minutes(1), write=new_id())
    [card] = shelves.listing("en")
    left = [True]

    def pin(**_: Any) -> None:
        if left:
            left.pop()
            shelves.put("listings", {**card, "listing": "en/front", "rank": 1})

    client.meta.events.register(f"before-call.{OPERATION}", pin)
    hooked.press.publish(article, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id())
    [pinned] = shelves.listing("en/front")
    assert "A great summit" in pinned["card"]
    assert pinned["rank"] == 1


def test_a_card_that_is_unpinned_meanwhile_does_not_come_back(
    client: Any, hooked: ArticleCommands, newsroom: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    article = published()
    article = newsroom.change(article, Changes(title="A great summit"), by=AZIZA, at=minutes(1), write=new_id())
    [card] = shelves.listing("en")
    shelves.put("listings", {**card, "listing": "en/front", "rank": 1})
    left = [True]

    def unpin(**_: Any) -> None:
        if left:
            left.pop()
            shelves.remove("listings", {"listing": "en/front", "position": card["position"]})

    client.meta.events.register(f"before-call.{OPERATION}", unpin)
    hooked.press.publish(article, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id())
    assert shelves.listing("en/front") == []


def test_a_story_is_killed_while_somebody_saves_it(
    client: Any, hooked: ArticleCommands, newsroom: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    article, saves = published(), [1, 2]

    def save(**_: Any) -> None:
        if saves:
            title = f"Save {saves.pop()}"
            newsroom.change(
                newsroom.drafts.get(article.id), Changes(title=title), by=AZIZA, at=minutes(1), write=new_id()
            )

    client.meta.events.register(f"before-call.{OPERATION}", save)
    with pytest.raises(StaleVersion):
        hooked.unpublish(article.id, Withdrawal(), expected=2, by=AZIZA, at=minutes(2), write=new_id())
    after = hooked.unpublish(article.id, Withdrawal(), expected=None, by=AZIZA, at=minutes(2), write=new_id())
    assert (after.status, after.version) == ("withdrawn", 5)
    assert shelves.view(article.id) is None


def test_clocks_that_run_at_the_same_time_publish_once(
    newsroom: ArticleCommands, written: Publish, shelves: StoredArticles
) -> None:
    ids = []
    for _ in range(4):
        times = Schedule(publish_at=minutes(5))
        ids.append(newsroom.schedule(written(), times, by=AZIZA, at=NOON, write=new_id()).id)
    clock = ScheduledPublishing(newsroom, new_id)
    with ThreadPoolExecutor(4) as pool:
        done = [outcome for all in pool.map(lambda id: clock.carry_out(id, minutes(6)), ids * 3) for outcome in all]
    assert done == ["published"] * 4
    assert len(shelves.listing("en/changes")) == 4
    assert [newsroom.drafts.get(id).version for id in ids] == [3] * 4


def test_who_is_two_versions_behind_is_told_the_present_one(newsroom: ArticleCommands, written: Publish) -> None:
    first = written()
    second = newsroom.change(first, Changes(title="Second"), by=AZIZA, at=minutes(1), write=new_id())
    newsroom.change(second, Changes(title="Third"), by=AZIZA, at=minutes(2), write=new_id())
    with pytest.raises(StaleVersion) as stale:
        newsroom.change(first, Changes(title="Mine"), by=AZIZA, at=minutes(3), write=new_id())
    assert stale.value.extensions["current"] == {
        "version": 3,
        "changed_by": AZIZA.model_dump(),
        "changed_at": "2025-12-18T07:02:00Z",
    }


def test_a_view_that_is_half_lost_is_not_made_up(
    newsroom: ArticleCommands, published: Publish, shelves: StoredArticles
) -> None:
    article = published()
    for item in shelves.all("articles"):
        if item["address"] == "en/a-summit":
            shelves.remove("articles", {"address": item["address"]})
    with pytest.raises(Unavailable):
        newsroom.schedule(article, Schedule(unpublish_at=minutes(9)), by=AZIZA, at=NOON, write=new_id())
    assert [item["address"] for item in shelves.all("articles")] == [article.id]
    assert newsroom.drafts.get(article.id) == article


def test_a_change_bears_the_moment_of_the_commit_that_made_it(
    client: Any, written: Callable[..., Article], shelves: StoredArticles
) -> None:
    """Who follows the changes may be past the moment at which a slow publication began."""
    passed = [0.0]
    slow = ArticleCommands.of(Settings(os.environ), client, monotonic=lambda: passed[0])
    article, other = written(), boto3.client("dynamodb")

    def meddle(**_: Any) -> None:
        if not passed[0]:
            passed[0] = 50.0
            story = {"listing": f"story/{article.story}", "position": "members", "members": {}, "version": 1}
            other.put_item(TableName=os.environ["LISTINGS_TABLE"], Item=serialize(story))

    client.meta.events.register(f"before-call.{OPERATION}", meddle)
    slow.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
    [change] = shelves.listing("en/changes")
    assert change["position"].startswith("2025-12-18T07:00:50.000Z#")


def test_the_thirtieth_of_a_title_costs_what_the_third_does(
    client: Any, hooked: ArticleCommands, written: Callable[..., Article]
) -> None:
    requests: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: requests.append(model.name))
    costs, slugs = [], []
    for day in range(30):
        at = NOON + timedelta(days=day)
        requests.clear()
        article = hooked.press.publish(written(title="Weather"), by=AZIZA, at=at, now=at, write=new_id())
        costs.append(len(requests))
        slugs.append(article.slug)
    assert max(costs) == costs[2]
    assert slugs[19:22] == ["weather-20", "weather-2026-01-07", "weather-2026-01-08"]
    assert len(set(slugs)) == 30


def test_the_second_of_a_crowded_title_in_a_day_bears_its_id(
    hooked: ArticleCommands, written: Callable[..., Article], shelves: StoredArticles
) -> None:
    for ending in ["", *(f"-{number}" for number in range(2, 21)), "-2025-12-18"]:
        shelves.put("articles", {"address": f"en/weather{ending}", "id": new_id()})
    article = hooked.press.publish(written(title="Weather"), by=AZIZA, at=NOON, now=NOON, write=new_id())
    assert article.slug == f"weather-{article.id.lower()}"
