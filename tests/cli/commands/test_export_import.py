"""`gazette export` and `gazette import`, as an operator sees them."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.moving.exporting.stages import Stages
from cli.moving.importing.run import Import
from cli.target import Target
from gazette.errors import Unavailable
from tests.support.articles import commands, tables
from tests.support.aws import STACK
from tests.support.media import media, put_picture
from tests.support.moving import empty_stack, moving, newsroom, read_tables

__all__ = ["commands", "media", "moving", "newsroom", "put_picture", "tables"]


@pytest.fixture
def run(monkeypatch, moving):
    """Runs a command on the tables of the tests. The folder of an export is `moving.folder`."""
    names = {
        name: STACK.physical(name)
        for kind in ("DynamoDB::Table", "S3::Bucket")
        for name, _ in STACK.of_type(f"AWS::{kind}")
    }
    target = Target(boto3.Session(), "", "", names=names, parameters=STACK.parameters, url="https://news.example")
    for module in ("export", "import_"):
        monkeypatch.setattr(f"cli.commands.{module}.find_target", lambda *_: target)
    return lambda command, *options: CliRunner().invoke(app, [command, str(moving.folder), *options])


@pytest.fixture
def picture(newsroom, moving, put_picture):
    return newsroom.put_picture_with_files(moving, put_picture)


def test_a_site_is_exported_and_imported(run, newsroom, moving, picture):
    newsroom.publish_new(title="A bridge", image={"media": picture.id})
    newsroom.save(title="A draft")
    done = run("export")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, f"{moving.file}: 2 articles")
    empty_stack(moving.stack.s3, moving.stack.bucket)
    trial = run("import", "--dry-run")
    assert trial.exit_code == 0
    assert f"{moving.file}, nothing is written:" in trial.output
    assert "  articles: 2 new" in trial.output.splitlines()
    assert "  articles: 2 written" in run("import").output.splitlines()
    again = run("import")
    assert (again.exit_code, "  articles: 2 there already" in again.output.splitlines()) == (0, True)


def test_only_the_owner_can_read_an_export(run, newsroom, moving, picture):
    newsroom.save(title="A draft")
    run("export")
    assert moving.file.stat().st_mode & 0o077 == 0
    assert (moving.folder / "files").stat().st_mode & 0o077 == 0


def test_articles_that_are_newer_in_the_stack_are_named(run, newsroom, moving):
    saved, binned, _ = (newsroom.save(title=title) for title in ("A bridge", "A tunnel", "The same"))
    run("export")
    newsroom.change(saved, dek="It opens in spring.")
    newsroom.bin(binned)
    done = run("import")
    assert done.exit_code == 0
    assert done.output.splitlines()[-2:] == [
        "  articles: 2 newer in the stack, 1 there already",
        f"    newer in the stack: {saved.id}, {binned.id}",
    ]


def test_a_command_that_is_stopped_before_it_begins_says_so(run, monkeypatch, moving):
    def stop(*_):
        raise KeyboardInterrupt

    for module, sentence in (
        ("export", "stopped; the same command continues"),
        ("import_", "stopped; nothing is written"),
    ):
        monkeypatch.setattr(f"cli.commands.{module}.find_target", stop)
        stopped = run(module.rstrip("_"))
        assert (stopped.exit_code, stopped.output) == (130, f"{sentence}\n")


def test_an_import_that_is_stopped_while_it_writes_says_what_it_has_written(run, newsroom, moving, monkeypatch):
    for title in ("A bridge", "A tunnel"):
        newsroom.save(title=title)
    run("export")
    empty_stack(moving.stack.s3, moving.stack.bucket)
    write_page = Import._write_page

    def stop_behind_the_articles(self, type, *args):
        write_page(self, type, *args)
        if type == "article":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Import, "_write_page", stop_behind_the_articles)
        stopped = run("import")
    assert stopped.exit_code == 130
    assert "  articles: 2 written" in stopped.output.splitlines()
    assert stopped.output.splitlines()[-1] == "stopped; the same command continues"
    assert "  articles: 2 there already" in run("import").output.splitlines()


def test_a_finished_export_is_replaced_only_if_asked(run, newsroom, moving):
    run("export")
    newsroom.save(title="A draft")
    refused = run("export")
    assert (refused.exit_code, refused.output) == (
        1,
        f"gazette: {moving.file} is a finished export; --again replaces it\n",
    )
    assert run("export", "--again").output.splitlines()[-1] == f"{moving.file}: 1 articles"


def test_an_unfinished_export_of_another_stack_is_refused(run, newsroom, moving, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Stages, "export_terms", stop)
        stopped = run("export")
    assert (stopped.exit_code, stopped.output.splitlines()[-1]) == (130, "stopped; the same command continues")
    other = {name: f"other-{name}" for name, _ in STACK.of_type("AWS::DynamoDB::Table")}
    target = Target(boto3.Session(), "", "", names={**other, "MediaBucket": "other"}, parameters=STACK.parameters)
    with monkeypatch.context() as patch:
        patch.setattr("cli.commands.export.find_target", lambda *_: target)
        refused = run("export")
    assert refused.exit_code == 1
    expected = (
        f"gazette: {moving.file}.part was begun for another stack or with other options; delete it to begin anew\n"
    )
    assert refused.output == expected
    assert run("export", "--without-files").output == expected
    assert run("export").exit_code == 0


def test_a_file_that_the_bucket_lacks_is_named(run, moving, picture):
    key = picture.renditions.share.path.removeprefix("/")
    moving.stack.s3.delete_object(Bucket=moving.stack.bucket, Key=key)
    done = run("export")
    assert done.exit_code == 1
    assert f"the bucket lacks {key}" in done.output.splitlines()
    refused = run("import")
    assert f"line 2: there is no record of the file {key}" in refused.output.splitlines()
    assert run("import", "--without-files").exit_code == 0


def test_an_article_that_is_damaged_is_named_and_the_others_are_exported(run, newsroom, moving, tables):
    newsroom.publish_new(title="A bridge")
    damaged = newsroom.publish_new(title="Damaged")
    tables.remove("drafts", {"id": damaged.id, "part": "revision#000002"})
    done = run("export")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == f"{moving.file}: 1 articles"
    assert done.stderr.splitlines() == [
        f"the article {damaged.id} does not fit together after 10 reads: there is no revision 2",
        "gazette: 1 articles and 0 files of pictures are left out; see above",
    ]
    empty_stack(moving.stack.s3, moving.stack.bucket)
    assert "  articles: 1 written" in run("import").output.splitlines()


def test_the_files_may_be_moved_by_other_means(run, moving, picture, tables):
    before = read_tables(tables)
    run("export", "--without-files")
    assert [path.name for path in moving.folder.iterdir()] == ["gazette.ndjson"]
    empty_stack(moving.stack.s3, moving.stack.bucket)
    assert run("import", "--without-files").exit_code == 0
    assert read_tables(tables) == before


def test_errors_of_a_file_have_their_lines_and_nothing_is_written(run, newsroom, moving, tables):
    newsroom.publish_new(title="A bridge")
    run("export")
    lines = moving.file.read_text().splitlines(keepends=True)
    moving.file.write_text("".join(lines[:-1]))
    empty_stack(moving.stack.s3, moving.stack.bucket)
    done = run("import")
    assert done.exit_code == 1
    assert done.output.splitlines()[-2:] == [
        f"line {len(lines) - 1}: the file ends here without its last record: it was cut off",
        f"gazette: {moving.file} has 1 errors, so nothing is imported",
    ]
    assert not any(read_tables(tables).values())


@pytest.mark.parametrize("content", [None, "", "<html>"], ids=["no file", "an empty file", "another file"])
def test_what_is_no_export_is_one_clear_line(run, moving, content):
    if content is not None:
        moving.file.write_text(content)
    done = run("import")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert done.output.startswith(f"gazette: {moving.file}: ")


@pytest.mark.parametrize(
    ("stop", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "stopped; the same command continues"),
        (Unavailable("Busy"), 1, "gazette: Busy; the same command continues"),
    ],
    ids=["Ctrl-C", "a busy table"],
)
def test_an_interrupted_import_is_continued(run, newsroom, moving, monkeypatch, stop, code, line):
    newsroom.publish_new(title="A bridge")
    run("export")
    empty_stack(moving.stack.s3, moving.stack.bucket)
    write = Import._write_page

    def write_until_articles(self, type, *rest):
        if type == "article":
            raise stop
        write(self, type, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Import, "_write_page", write_until_articles)
        stopped = run("import")
    assert (stopped.exit_code, stopped.output.splitlines()[-1]) == (code, line)
    continued = run("import").output.splitlines()
    assert "  articles: 1 written" in continued
    assert "  sitemaps: 1 there already" in continued


def test_a_stack_that_cannot_be_read_is_one_clear_line(run, moving, monkeypatch):
    target = Target(boto3.Session(), "", "", names={}, parameters=STACK.parameters)
    target.names.update({f"{noun}Table": "nowhere" for noun in ("Drafts", "Articles", "Listings", "Taxonomy", "Media")})
    target.names["MediaBucket"] = "nowhere"
    monkeypatch.setattr("cli.commands.export.find_target", lambda *_: target)
    done = run("export")
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("gazette: the export ends here; the same command continues: ")


def test_a_record_that_cannot_be_written_is_reported_and_the_others_are_written(run, newsroom, moving, monkeypatch):
    newsroom.publish_new(title="A bridge")
    broken = newsroom.publish_new(title="Broken")
    run("export")
    numbers = {
        json.loads(line)["id"]: number
        for number, line in enumerate(moving.file.read_text().splitlines(), 1)
        if json.loads(line)["type"] == "article"
    }
    empty_stack(moving.stack.s3, moving.stack.bucket)
    from cli.moving.importing import articles
    from gazette.articles.errors import AuthorMissing

    build = articles.build_publication

    def refuse_one(stack, present, *rest, **options):
        if present.id == broken.id:
            raise AuthorMissing("The author aziza is no longer there.")
        return build(stack, present, *rest, **options)

    monkeypatch.setattr(articles, "build_publication", refuse_one)
    done = run("import")
    assert done.exit_code == 1
    assert f"line {numbers[broken.id]}: The author aziza is no longer there." in done.output.splitlines()
    assert "  articles: 1 written, 1 failed" in done.output.splitlines()
