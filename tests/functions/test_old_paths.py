"""Paths of a former site, at whatever function they arrive."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from cli.local.api.requests import HttpRequest, to_event
from functions.api_root.handler import handler as api_root
from functions.pages.handler import handler as pages
from functions.pages.handler import site
from gazette.articles.requests import Changes, Withdrawal
from gazette.aws.public.reader import Reader
from gazette.times import now
from tests.support.articles import AZIZA, commands, minutes, new_id, publish_draft, save_draft, tables
from tests.support.aws import STACK
from tests.support.conformance import ROUTES
from tests.support.events import Context
from tests.support.iam import Calls

__all__ = ["commands", "publish_draft", "save_draft", "tables"]

HANDLERS = {"ApiRootFunction": api_root, "PagesFunction": pages}
OLD_PATHS = {"$default": "/2019/05/x.html", "/{lang}": "/x.html", "/{lang}/{slug}": "/2019/x.html", "en": "/en/old"}
"""Old paths by the route at which they arrive. The last one has the form of an article's page."""


def ask(path, method="GET", query=""):
    """The answer to a path as it is in a request line, by way of the gateway."""
    request = HttpRequest(method, path, query, [("host", "news.example")], b"", "192.0.2.1")
    route, parameters = ROUTES.match(method, path)
    event = to_event(request, route, parameters, None, at=datetime.now(UTC), id="id")
    return HANDLERS[route.function](event, Context())


@pytest.fixture
def redirect(tables):
    """Stores a redirect, as the command does."""

    def redirect(path, article):
        tables.put("articles", {"address": path, "moved_to": article.id})

    return redirect


@pytest.fixture
def article(publish_draft):
    return publish_draft(slug="a-bridge")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", OLD_PATHS.values(), ids=OLD_PATHS)
def test_an_old_path_leads_to_the_page_of_its_article(article, redirect, path, method):
    redirect(path, article)
    answer = ask(path, method, query="utm_source=letter")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/a-bridge")
    assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"


@pytest.mark.parametrize(
    "path",
    [
        "/новости/2019/мост",
        "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/2019/%D0%BC%D0%BE%D1%81%D1%82",
        "/%d0%bd%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8/2019/%d0%bc%d0%be%d1%81%d1%82/",
        "/НОВОСТИ//2019/мост",
    ],
)
def test_a_path_is_found_in_all_its_forms(article, redirect, path):
    redirect("/новости/2019/мост", article)
    assert ask(path)["headers"]["location"] == "/en/a-bridge"


@pytest.mark.parametrize("path", ["/old-post", "/old-post/"])
def test_a_slash_at_the_end_makes_no_difference(article, redirect, path):
    redirect("/old-post", article)
    assert ask(path)["headers"]["location"] == "/en/a-bridge"


def test_a_path_below_a_language_is_found_behind_the_sites_own_redirects(article, redirect):
    redirect("/en/old-post", article)
    assert ask("/en/old-post/")["headers"]["location"] == "/en/old-post"
    assert ask("/en/Old-Post")["headers"]["location"] == "/en/old-post"
    assert ask("/en/old-post")["headers"]["location"] == "/en/a-bridge"


@pytest.fixture
def rename(commands):
    def rename(article, slug, at):
        draft = commands.change(article, Changes(slug=slug), by=AZIZA, at=at, write_id=new_id())
        return commands.publish(draft, by=AZIZA, at=at, write_id=new_id())

    return rename


def test_an_article_that_has_moved_is_found_at_its_present_address(article, redirect, rename):
    redirect("/2019/05/x.html", article)
    rename(article, "a-tunnel", minutes(1))
    assert ask("/2019/05/x.html")["headers"]["location"] == "/en/a-tunnel"


@pytest.fixture
def withdraw(commands):
    def withdraw(article, **withdrawal):
        parts = {"by": AZIZA, "at": minutes(1), "write_id": new_id()}
        return commands.unpublish(article, Withdrawal(**withdrawal), **parts)

    return withdraw


def test_a_withdrawn_article_says_so_at_its_own_address(article, redirect, withdraw):
    redirect("/2019/05/x.html", article)
    withdraw(article, note="Withdrawn at the author's wish.")
    assert ask("/2019/05/x.html")["headers"]["location"] == "/en/a-bridge"
    assert ask("/en/a-bridge")["statusCode"] == 410


def test_a_withdrawn_article_whose_slug_was_released_leads_nowhere(article, redirect, withdraw, commands, tables):
    """Another article may have the slug now."""
    redirect("/2019/05/x.html", article)
    binned = commands.move_to_bin(withdraw(article), by=AZIZA, at=minutes(2), write_id=new_id())
    commands.release_slug(binned.lang, binned.slug, at=minutes(3))
    assert ask("/2019/05/x.html")["statusCode"] == 404


def test_a_redirect_to_an_article_that_is_not_there_is_404(redirect, save_draft):
    redirect("/2019/05/x.html", save_draft())
    assert ask("/2019/05/x.html")["statusCode"] == 404


@pytest.mark.parametrize("path", ["/en/a-bridge", "/en", "/en/archive", "/robots.txt"])
def test_a_page_of_the_site_is_never_replaced(article, publish_draft, redirect, path):
    redirect(path, publish_draft(title="Another"))
    route = ROUTES.match("GET", path)[0]
    assert route.function not in HANDLERS or ask(path)["statusCode"] == 200


@pytest.mark.parametrize("path", ["/v1/x/y", "/V1/../x", "/x/%00/y", "/x/y/" + "z" * 5000])
def test_no_redirect_is_looked_for_where_there_can_be_none(monkeypatch, path):
    monkeypatch.setattr(Reader, "start", lambda *_: pytest.fail("read"))
    assert ask(path)["statusCode"] == 404


def test_a_write_is_not_redirected(article, redirect):
    redirect("/2019/05/x.html", article)
    assert ask("/2019/05/x.html", "POST")["statusCode"] == 404


def reads(monkeypatch, path):
    with monkeypatch.context() as observed:
        calls = Calls(observed, STACK.region)
        ask(path)
    return Counter(operation for service, operation, _ in calls.seen if service == "dynamodb")


@pytest.mark.parametrize("path", [OLD_PATHS["$default"], OLD_PATHS["/{lang}"]])
def test_an_unknown_path_costs_one_read_and_an_old_one_two(article, redirect, monkeypatch, path):
    assert reads(monkeypatch, path) == {"GetItem": 1}
    redirect(path, article)
    assert reads(monkeypatch, path) == {"GetItem": 2}


@pytest.mark.parametrize("path", [OLD_PATHS["$default"], OLD_PATHS["/{lang}"]])
def test_where_the_table_does_not_answer_the_path_may_have_a_redirect(monkeypatch, path):
    site.reader.close()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    answer = ask(path)
    assert (answer["statusCode"], answer["headers"]["cache-control"]) == (503, "no-store")


def test_a_slug_that_was_an_old_path_makes_no_circle(article, redirect, rename):
    """A browser may have kept the redirect from the path to the slug that redirects to the path now."""
    redirect("/en/old", article)
    assert ask("/en/old")["headers"]["location"] == "/en/a-bridge"
    rename(article, "old", now())
    assert ask("/en/old")["statusCode"] == 200
    assert ask("/en/a-bridge")["statusCode"] == 200
