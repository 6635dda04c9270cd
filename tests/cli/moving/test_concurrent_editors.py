"""Exports while editors go on writing: what is in the file fits together."""

from cli.moving.exporting.stages import Stages
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest
from tests.support.articles import minutes
from tests.support.moving import empty_stack


def interrupt(monkeypatch, stage, action):
    """Before a stage of an export something happens."""
    original = getattr(Stages, stage)

    def run(stages, after):
        action()
        return original(stages, after)

    monkeypatch.setattr(Stages, stage, run)


def move(moving):
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    outcomes = moving.run()
    assert (moving.errors, moving.reports) == ([], [])
    return outcomes


def test_pictures_and_terms_that_are_made_after_the_others_are_there(
    newsroom, moving, put_picture, tables, monkeypatch
):
    article = newsroom.publish_new(title="A bridge")

    def edit():
        pictures = [newsroom.put_picture_with_files(moving, put_picture) for _ in range(2)]
        newsroom.put_term("category", "economy", CategoryRequest(names={"en": "Economy"}))
        newsroom.put_term("author", "aziza", AuthorRequest(names={"en": "Aziza"}, picture=pictures[0].id))
        changes = {"image": {"media": pictures[1].id}, "categories": ["economy"], "authors": [{"slug": "aziza"}]}
        newsroom.publish(newsroom.change(article, **changes), at=minutes(4))

    interrupt(monkeypatch, "export_sitemaps", edit)
    outcomes = move(moving)
    assert (outcomes["picture written"], outcomes["term written"], outcomes["use written"]) == (2, 2, 2)
    assert tables.view(article.id)["image"]


def test_an_author_who_gets_a_new_picture_has_it(newsroom, moving, put_picture, tables, monkeypatch):
    def edit():
        picture = newsroom.put_picture_with_files(moving, put_picture)
        newsroom.put_term("author", "aziza", AuthorRequest(names={"en": "Aziza"}, picture=picture.id))

    interrupt(monkeypatch, "export_terms", edit)
    assert move(moving)["picture written"] == 1
    [author] = tables.all("taxonomy")
    assert author["image"]


def test_an_article_that_is_renamed_or_withdrawn_after_it_was_read_is_as_it_was(newsroom, moving, tables, monkeypatch):
    renamed, gone = newsroom.publish_new(title="A bridge"), newsroom.publish_new(title="A tunnel")

    def edit():
        newsroom.publish(newsroom.change(renamed, slug="the-bridge"), at=minutes(4))
        newsroom.withdraw(gone)

    interrupt(monkeypatch, "export_addresses", edit)
    move(moving)
    assert tables.view("en/a-bridge")["id"] == renamed.id
    assert tables.item("en/the-bridge") is None
    assert tables.view("en/a-tunnel")["id"] == gone.id


def test_what_is_written_and_pinned_after_the_export_began_stays_behind(newsroom, moving, tables, monkeypatch):
    newsroom.pin("en", newsroom.publish_new(title="A bridge"))

    def edit():
        new = newsroom.publish_new(title="New")
        new = newsroom.publish(newsroom.change(new, slug="newer"), at=minutes(4))
        newsroom.pin("en", new)

    interrupt(monkeypatch, "export_articles", edit)
    assert move(moving)["article written"] == 1
    assert newsroom.fronts.get("en").pins == []
    assert [item["address"] for item in tables.all("articles") if item["address"].startswith("en/")] == ["en/a-bridge"]


def test_an_article_that_was_purged_meanwhile_is_left_out(newsroom, moving, monkeypatch):
    newsroom.save(title="A draft")
    binned = newsroom.bin(newsroom.save(title="In the bin"))
    interrupt(monkeypatch, "export_articles", lambda: newsroom.commands.drafts.purge(binned))
    assert move(moving)["article written"] == 1
