"""What an export and an import leave of a site: everything."""

import json

from tests.support.articles import minutes
from tests.support.moving import Moving, empty_stack, read_files, read_tables

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "PutObject", "DeleteObject"}


class Calls:
    """Names of the operations that clients send, while it is open."""

    def __init__(self, *clients):
        self.clients, self.names = clients, []

    def __enter__(self):
        for client in self.clients:
            client.meta.events.register("before-call", self.add)
        return self

    def __exit__(self, *_):
        for client in self.clients:
            client.meta.events.unregister("before-call", self.add)

    def add(self, model, **_):
        self.names.append(model.name)


def move(moving):
    """Export, delete everything, and import. Returns the outcomes."""
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    return moving.run()


def read_types(moving):
    return [json.loads(line)["type"] for line in moving.file.read_text().splitlines()]


def test_all_tables_and_files_are_the_same_after_a_move_into_an_empty_stack(site, moving, tables):
    before, files = read_tables(tables), read_files(moving.stack.s3, moving.stack.bucket)
    outcomes = move(moving)
    assert (moving.errors, moving.reports) == ([], [])
    after = read_tables(tables)
    for noun, items in before.items():
        assert after[noun] == items, noun
    assert read_files(moving.stack.s3, moving.stack.bucket) == files
    assert outcomes["article written"] == len(site)
    kinds = {
        "picture",
        "use",
        "term",
        "sitemap",
        "article",
        "revision",
        "address",
        "redirect",
        "story",
        "front",
        "change",
    }
    assert set(read_types(moving)) == {"header", *kinds, "end"}


def test_the_views_are_silent_so_that_nothing_is_announced(small_site, moving, tables):
    move(moving)
    views = [item for item in tables.all("articles") if "view" in item]
    assert len(views) == 4
    assert all(item["silent"] for item in views)


def test_a_second_import_writes_nothing(site, moving):
    outcomes = move(moving)
    with Calls(moving.stack.dynamodb, moving.stack.s3) as calls:
        again = moving.run()
    assert calls.names
    assert not WRITES & set(calls.names)
    assert again["article there already"] == outcomes["article written"]
    assert not [outcome for outcome in again if "there already" not in outcome]


def test_an_export_of_what_was_imported_is_the_same_file(site, moving, tmp_path, dynamodb):
    move(moving)
    second = Moving(dynamodb, moving.stack.s3, moving.stack.bucket, tmp_path / "second")
    second.folder.mkdir()
    second.export()
    assert second.file.read_bytes() == moving.file.read_bytes()


def test_a_trial_writes_nothing(small_site, moving, tables):
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    outcomes = moving.run(writing=False)
    assert outcomes["article new"] == 3
    assert not any(read_tables(tables).values())


def test_what_has_expired_stays_behind(newsroom, moving, tables):
    newsroom.bin(newsroom.save(title="Thrown away"))
    newsroom.publish_new(title="A bridge")
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    later = minutes(60 * 24 * 31)
    outcomes = moving.run(at=later)
    assert outcomes == {"sitemap written": 1, "article written": 1, "article expired": 1, "change expired": 1}


def test_autosaves_and_previews_stay_behind(newsroom, moving, tables):
    draft = newsroom.save(title="A draft")
    for part in ("autosave#7d8f4c1e", "preview#abc"):
        tables.put("drafts", {"id": draft.id, "part": part, "content": b"", "expires_at": 4_000_000_000})
    move(moving)
    assert moving.errors == []
    parts = {item["part"] for item in tables.all("drafts") if item["id"] == draft.id}
    assert parts == {"current", "revision#000001"}
