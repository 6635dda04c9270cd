"""A move of a whole site on DynamoDB Local, which checks expressions as DynamoDB does, with all writers at once."""

import pytest

from gazette.dynamodb.items import serialize
from tests.support.articles import minutes
from tests.support.dynamodb_local import create_tables, delete_tables
from tests.support.moving import moving, newsroom, read_tables

pytestmark = pytest.mark.dynamodb_local

__all__ = ["moving", "newsroom"]


@pytest.fixture
def begin_anew(dynamodb, stack):
    """Deletes all items."""

    def begin_anew():
        delete_tables(stack, dynamodb)
        create_tables(stack, dynamodb)

    return begin_anew


def test_all_tables_are_the_same_after_a_move(newsroom, moving, put_picture, tables, begin_anew):
    newsroom.fill(moving, put_picture)
    before = read_tables(tables)
    moving.export()
    begin_anew()
    moving.run()
    assert (moving.errors, moving.reports) == ([], [])
    after = read_tables(tables)
    for noun, items in before.items():
        assert after[noun] == items, noun
    assert {outcome.split(" ", 1)[1] for outcome in moving.run()} == {"there already"}


def test_a_used_stack_gets_the_articles_beside_its_own(newsroom, moving, tables, begin_anew):
    """Forty articles of ten stories, whose translations are written at the same time."""
    for number in range(10):
        original = newsroom.publish_new(title=f"Story {number}")
        for lang in ("ru", "uz", "uz-Cyrl"):
            newsroom.publish_new(title=f"Story {number}", lang=lang, translation_of=original.id)
    moving.export()
    begin_anew()
    newsroom.publish_new(title="Our own", at=minutes(5))
    outcomes = moving.run()
    assert (moving.errors, moving.reports) == ([], [])
    assert outcomes["article written"] == 40
    views = [tables.unpack(item) for item in tables.all("articles") if item["address"] == item.get("id")]
    counts = sorted(len(view["translations"]) for view in views)
    assert counts == [0, *[3] * 40]
    assert {item["version"] for item in tables.all("listings") if item["position"] == "members"} == {1, 4}


def test_an_export_reads_articles_that_editors_write_at_the_same_time(newsroom, moving, tables, begin_anew, dynamodb):
    """The public item of an article is older than its draft at first, as between two reads."""
    article = newsroom.publish_new(title="A bridge")
    stored = tables.item(article.id)
    table, hooks = moving.stack.tables.articles, dynamodb.meta.events
    tables.put("articles", {**stored, "version": 1})
    reads = []

    def mend(params, **_):
        if table in str(params):
            reads.append(params)
            if len(reads) == 2:
                hooks.unregister("before-call.dynamodb.BatchGetItem", mend)
                dynamodb.put_item(TableName=table, Item=serialize(stored))

    hooks.register("before-call.dynamodb.BatchGetItem", mend)
    moving.export()
    begin_anew()
    moving.run()
    assert moving.errors == []
    assert tables.view(article.id)["title"] == "A bridge"
