"""`gazette redirects`: files of old paths, and what they leave in the Articles table."""

import os
import re

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.redirects
from cli.main import app
from cli.redirects import importing, plan
from cli.redirects.stored import StoredRedirects
from cli.target import Target
from gazette.articles.requests import Withdrawal
from gazette.errors import Unavailable
from tests.support.articles import AZIZA, commands, minutes, new_id, publish_draft, save_draft, tables

__all__ = ["commands", "publish_draft", "save_draft", "tables"]


class Here(Target):
    """The tests' own table."""

    def physical_name(self, logical_id):
        return os.environ[{"ArticlesTable": "ARTICLES_TABLE"}[logical_id]]


@pytest.fixture
def site(monkeypatch, tables, tmp_path):
    """The command, and the redirects of the table."""
    target = Here(boto3.Session(), "pool", "client", parameters={"Languages": "en,ru,uz,uz-Cyrl"})
    monkeypatch.setattr(cli.commands.redirects, "find_target", lambda *_: target)

    class Site:
        file = tmp_path / "paths.csv"

        def run(self, command, *lines, options=()):
            self.file.write_text("".join(f"{line}\r\n" for line in lines), newline="", encoding="utf-8")
            return CliRunner().invoke(app, ["redirects", command, str(self.file), *options])

        def load(self, *lines, options=()):
            return self.run("import", *lines, options=options)

        @property
        def stored(self):
            items = [item for item in tables.all("articles") if item["address"].startswith("/")]
            assert all(item.keys() == {"address", "moved_to"} for item in items)
            return {item["address"]: item["moved_to"] for item in items}

    return Site()


@pytest.fixture
def first(publish_draft):
    return publish_draft(slug="first").id


@pytest.fixture
def second(publish_draft):
    return publish_draft(slug="second", lang="uz-Cyrl", title="Иккинчи").id


def outcome(done):
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[-1].partition(".csv")[2]


def refusal(done):
    """The errors of a refused file."""
    assert done.exit_code == 1
    *errors, last = done.stderr.splitlines()
    assert last.startswith("gazette: the file has ")
    return errors


@pytest.mark.parametrize("header", [(), ("path,article",), ("\ufeffPath,Article",), ("\ufeff",)])
def test_paths_lead_to_their_articles(site, first, second, header):
    lines = (f"/2019/05/X.html/,{first}", "", f'"/новости/мост,%20два", {second} ')
    assert outcome(site.load(*header, *lines)) == ": 2 new"
    assert site.stored == {"/2019/05/x.html": first, "/новости/мост, два": second}


def test_a_path_may_lead_to_the_path_of_another_line_or_of_a_page(site, first, second):
    lines = ("/a,/b/", "/b,/c", f"/c,{first}", "/d,/EN/first", "/e,/uz-cyrl/second", "/f,/a")
    assert outcome(site.load(*lines)) == ": 6 new"
    assert site.stored == {"/a": first, "/b": first, "/c": first, "/d": first, "/e": second, "/f": first}


def test_a_path_may_lead_to_one_of_an_earlier_file(site, first):
    site.load(f"/a,{first}")
    site.load("/b,/a")
    assert site.stored == {"/a": first, "/b": first}


def test_a_trial_writes_nothing(site, first):
    assert outcome(site.load(f"/a,{first}", options=["--dry-run"])) == ", nothing is written: 1 new"
    assert site.stored == {}


def test_the_same_file_again_changes_nothing(site, first):
    site.load(f"/a,{first}")
    assert (
        outcome(site.load(f"/a,{first}", f"/b,{first}", f"/a/,{first}"))
        == ": 1 twice in the file, 1 there already, 1 new"
    )


def test_a_withdrawn_article_may_have_old_paths(site, commands, publish_draft):
    article = publish_draft()
    commands.unpublish(article, Withdrawal(), by=AZIZA, at=minutes(1), write_id=new_id())
    assert outcome(site.load(f"/a,{article.id}")) == ": 1 new"


def test_a_path_that_leads_elsewhere_is_changed_only_on_request(site, first, second):
    site.load(f"/a,{first}")
    assert refusal(site.load(f"/b,{second}", f"/a,{second}")) == [
        f"line 2: the path leads to {first} already (--replace changes it)"
    ]
    assert site.stored == {"/a": first}
    assert outcome(site.load(f"/b,{second}", f"/a,{second}", options=["--replace"])) == ": 1 replaced, 1 new"
    assert site.stored == {"/a": second, "/b": second}


WRONG = {
    "x.html,{id}": "path: it does not begin with a slash",
    "https://old.example/x,{id}": "path: it names a host; give the path only",
    "//old.example/x,{id}": "path: it names a host; give the path only",
    "/?p=123,{id}": "path: it has a query (?), and only the path decides",
    "/x%3Fid=5,{id}": "path: it has a query (?), and only the path decides",
    "/x#top,{id}": "path: it has a fragment (#), which no server sees",
    "/a/../b,{id}": "path: it has a segment . or .., which browsers resolve before they ask",
    "/a%2Fb,{id}": "path: it has an encoded slash (%2F)",
    "/a%00,{id}": "path: it has control characters, or is not in UTF-8",
    "/%EF%F0,{id}": "path: it has control characters, or is not in UTF-8",
    "/" + "я" * 800 + ",{id}": "path: it has more than 1,500 bytes",
    "/" + "x" * 5000 + ",{id}": "path: it is too long",
    ",{id}": "path: it does not begin with a slash",
    "/x": "1 cells, and not a path and an article",
    "/x,{id},301": "3 cells, and not a path and an article",
    '"/x"y,{id}': "no CSV (',' expected after '\"')",
    "/x,": "“” is neither an article's id nor a path",
    "/x,first": "“first” is neither an article's id nor a path",
    "/x,/y?z": "target: it has a query (?), and only the path decides",
    "/x,/X/": "the path leads to itself",
}


@pytest.mark.parametrize(("line", "error"), WRONG.items(), ids=list(WRONG.values()))
def test_every_wrong_line_is_named_and_nothing_is_written(site, first, line, error):
    done = site.load("path,article", f"/right,{first}", line.replace("{id}", first))
    assert refusal(done) == [f"line 3: {error}"]
    assert done.stderr.endswith("the file has 1 error; nothing is imported\n")
    assert site.stored == {}


def test_bytes_that_are_no_utf_8_are_named(site, first):
    site.load()
    site.file.write_bytes(f"/a,{first}\n/".encode() + b"\xef\xf0" + f",{first}\n".encode())
    assert refusal(CliRunner().invoke(app, ["redirects", "import", str(site.file)])) == ["line 2: not in UTF-8"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/en",
            "/EN/",
            "/rates",
            "/ru/rates",
            "/en/archive",
            "/en/archive/2019-05",
            "/en/tag/x",
            "/uz-cyrl/search",
        ),
        *("/v1", "/v1/articles", "/V1/x", "/media/2019/x.html", "/assets/site.css", "/robots.txt", "/feed/"),
        *("/blog/search", "/blog/feed", "/favicon.ico", "/sitemaps/old.xml"),
    ],
)
def test_a_path_that_gazette_answers_itself_is_refused(site, first, path):
    assert refusal(site.load(f"{path},{first}")) == ["line 1: path: Gazette itself answers this path"]


@pytest.mark.parametrize(
    "path", ["/x.html", "/2019/x", "/en/old", "/blog/archive", "/blog/tag/x", "/a/b/c/d/e", "/v1x", "/mediathek/x"]
)
def test_other_paths_of_any_length_are_taken(site, first, path):
    assert outcome(site.load(f"{path},{first}")) == ": 1 new"


def test_a_path_of_an_article_is_refused(site, first, second, commands, publish_draft):
    lines = (f"/en/first,{second}", f"/EN/First,{second}", f"/uz-cyrl/second,{second}")
    error = "the path is or was that of an article itself"
    assert refusal(site.load(*lines)) == [f"line 1: {error}", f"line 3: {error}"]
    assert site.stored == {}


def test_a_path_twice_with_different_articles_is_refused(site, first, second):
    errors = refusal(site.load(f"/a,{first}", f"/b,{first}", f"/A/,{second}"))
    assert errors == ["line 3: the path of line 1 again, with another article"]


def test_loops_and_what_leads_into_them_are_refused(site, first):
    lines = ("/a,/b", "/b,/c", "/c,/a", "/d,/c", f"/e,{first}", "/f,/g", "/g,/f")
    assert refusal(site.load(*lines)) == [
        "line 1: it and lines 2, 3 lead to each other in a loop",
        "line 4: it leads into a loop",
        "line 6: it and line 7 lead to each other in a loop",
    ]
    assert site.stored == {}


def test_a_long_loop_is_one_short_error_and_a_long_chain_is_none(site, first, monkeypatch):
    monkeypatch.setattr(plan, "_PART", 7)
    steps = [f"/{number:03},/{number + 1:03}" for number in range(100)]
    assert refusal(site.load(*steps, "/100,/000")) == [
        "line 1: it and lines 2, 3, 4, 5, 6 and 95 more lead to each other in a loop"
    ]
    assert outcome(site.load(*steps, f"/100,{first}")) == ": 101 new"
    assert set(site.stored.values()) == {first}


def test_articles_that_nobody_can_read_are_refused(site, first, save_draft):
    draft = save_draft().id
    lines = (f"/a,{draft}", f"/b,{first}", "/c,/a", "/d,/nowhere", "/e,/en/nothing")
    assert refusal(site.load(*lines)) == [
        f"line 1: no article with the id {draft} was ever published",
        f"line 3: no article with the id {draft} was ever published",
        "line 4: neither a line nor an article has the path /nowhere",
        "line 5: neither a line nor an article has the path /en/nothing",
    ]
    assert site.stored == {}


def test_of_many_errors_the_first_are_printed(site, monkeypatch):
    monkeypatch.setattr(importing, "MAX_ERRORS", 2)
    done = site.load(*["/x"] * 5)
    assert done.stderr.splitlines()[2:] == [
        "gazette: the file has 5 errors, of which the first 2 are above; nothing is imported"
    ]


def test_a_file_that_is_not_there_is_one_clear_line(site, tmp_path):
    done = CliRunner().invoke(app, ["redirects", "import", str(tmp_path / "nothing.csv")])
    assert done.exit_code == 1
    assert re.fullmatch(r"gazette: .*nothing\.csv: .*No such file.*\n", done.stderr)


def test_an_empty_file_changes_nothing(site):
    assert outcome(site.load()) == ": nothing"


@pytest.mark.parametrize(
    ("stop", "code"), [(KeyboardInterrupt(), 130), (Unavailable("Busy"), 1)], ids=["Ctrl-C", "a busy table"]
)
def test_an_interrupted_import_is_continued(site, first, monkeypatch, stop, code):
    monkeypatch.setattr(importing, "PART", 1)
    put, written = StoredRedirects.put, []

    def put_one(stored, redirect):
        if written:
            raise stop
        written.append(redirect)
        return put(stored, redirect)

    lines = (f"/a,{first}", f"/b,{first}", f"/c,{first}")
    with monkeypatch.context() as patch:
        patch.setattr(StoredRedirects, "put", put_one)
        stopped = site.load(*lines)
    assert (stopped.exit_code, "1 new; the same command continues" in stopped.output) == (code, True)
    assert outcome(site.load(*lines)) == ": 1 there already, 2 new"


def test_a_redirect_that_somebody_else_stored_meanwhile_stays(site, tables, first, second, monkeypatch):
    compare = importing.Import.compare

    def compare_and_wait(run):
        yield from compare(run)
        tables.put("articles", {"address": "/a", "moved_to": second})
        tables.put("articles", {"address": "/b", "moved_to": first})

    monkeypatch.setattr(importing.Import, "compare", compare_and_wait)
    done = site.load(f"/a,{first}", f"/b,{first}")
    assert (done.exit_code, done.stdout.splitlines()[-1].partition(": ")[2]) == (1, "1 new, 1 changed meanwhile")
    assert site.stored == {"/a": second, "/b": first}


def test_an_export_is_in_order_and_makes_the_same_redirects(site, tables, first, second):
    lines = (f"/новости/мост,{second}", f'"/a,b",{first}', f"/100%25,{first}")
    site.load(*lines)
    before = site.stored
    assert outcome(site.run("export")) == ": 3 redirects"
    exported = site.file.read_bytes().decode()
    assert exported == f'path,article\r\n/100%,{first}\r\n"/a,b",{first}\r\n/новости/мост,{second}\r\n'
    for path in before:
        tables.remove("articles", {"address": path})
    assert outcome(site.load(*exported.split("\r\n"))) == ": 3 new"
    assert site.stored == before


def test_a_removal_takes_a_list_of_paths_or_the_file_of_an_import(site, first):
    lines = (f"/a,{first}", f"/b,{first}", f"/c,{first}")
    site.load(*lines)
    assert outcome(site.run("remove", "path", "/A/", "/x", options=["--dry-run"])) == (
        ", nothing is removed: 1 removed, 1 not there"
    )
    assert outcome(site.run("remove", "path", "/A/", "/x")) == ": 1 removed, 1 not there"
    assert site.stored == {"/b": first, "/c": first}
    assert outcome(site.run("remove", *lines)) == ": 1 not there, 2 removed"
    assert site.stored == {}


def test_a_path_that_gazette_answers_since_an_upgrade_can_be_removed(site, first, tables):
    tables.put("articles", {"address": "/en/rates", "moved_to": first})
    assert outcome(site.run("remove", "/en/rates")) == ": 1 removed"


def test_a_removal_with_a_wrong_line_removes_nothing(site, first):
    site.load(f"/a,{first}")
    assert refusal(site.run("remove", "/a", "b")) == ["line 2: path: it does not begin with a slash"]
    assert site.stored == {"/a": first}
