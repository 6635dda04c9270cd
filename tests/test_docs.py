"""Compares statements of the documents with the code and the template."""

import json
import re
from collections import Counter
from datetime import timedelta

import boto3
import pytest

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from functions.pages import handler as pages_handler
from gazette.feeds.guessed_paths import GUESSES
from gazette.rates.public.schemas import Conversion
from gazette.rates.sources import load_bank
from gazette.times import now
from tests.support import sample_content
from tests.support.aws import STACK
from tests.support.conformance import Api
from tests.support.fake_cbu import document
from tests.support.iam import Calls
from tests.support.rate_table import RateTable

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
ROW = re.compile(r"^\| `(GET [^`]+)` \| .* \| ([^|]+) \|$", re.MULTILINE)
QUERIES = {"/v1/rates": "date=2025-12-18", "/v1/rates/convert": "from=USD&to=UZS&date=2025-12-18"}
QUERIES |= dict.fromkeys(("/v1/search", "/v1/search/suggest", "/en/search"), "q=two%20wheels")
PATHS = {
    "GET /sitemaps/{file}": "/sitemaps/en-2025-12.xml",
    "GET /v1/categories/{slug}": "/v1/categories/economy",
    "GET /v1/tags/{slug}": "/v1/tags/cycling",
    "GET /v1/authors/{slug}": "/v1/authors/nilufar-ergasheva",
    "GET /{lang}/category/{slug}": "/en/category/economy",
    "GET /{lang}/tag/{slug}": "/en/tag/cycling",
    "GET /{lang}/author/{slug}": "/en/author/nilufar-ergasheva",
}
VALUES = {"day": "2025-12-18", "slug": sample_content.SLUG, "lang": "en", "currency": "USD", "file": "rss.xml"}


def address(route):
    path = route.removeprefix("GET ")
    by_slug = path == "/v1/articles/{id}/{slug}"
    return path.format(**VALUES, id="en" if by_slug else sample_content.PUBLISHED)


def test_a_public_read_makes_the_requests_that_the_table_says(monkeypatch, search_indexes):
    sample_content.fill(boto3.client)
    search_indexes()
    for route, requests in ROW.findall(ARCHITECTURE):
        path = PATHS.get(route) or address(route)
        with monkeypatch.context() as observed:
            calls = Calls(observed, STACK.region)
            observed.setattr(pages_handler, "now", lambda: sample_content.AT)  # its rates are those of that day
            Api().send("GET", path, query=QUERIES.get(path, ""))
        made = Counter(operation for service, operation, _ in calls.seen if service == "dynamodb")
        documented = re.findall(r"(\d) (\w+)", requests) if requests != "none" else []
        assert made == {operation: int(count) for count, operation in documented}, route


def queries(monkeypatch, path, query="", status=200):
    calls = Calls(monkeypatch, STACK.region)
    Api().send("GET", path, query=query, status=status)
    return [operation for service, operation, _ in calls.seen if service == "dynamodb"].count("Query")


@pytest.mark.parametrize("path", ["/v1/rates", "/v1/rates/convert", "/en/rates"])
def test_two_future_sheets_cost_one_query_more(path, dynamodb, monkeypatch):
    query = "from=USD&to=UZS" if path.endswith("convert") else ""
    rate_table, today = RateTable(dynamodb, STACK.physical("RatesTable")), load_bank("cbu").today(now())
    counts = []
    for ahead in range(3):
        rate_table.store(document(today + timedelta(ahead)), at=now())
        with monkeypatch.context() as patch:
            counts.append(queries(patch, path, query))
    assert [count - counts[0] for count in counts] == [0, 0, 1]


@pytest.mark.parametrize("refused", ["1990-01-01", "2199-01-01"])
def test_a_refused_date_on_the_page_costs_one_query_more(refused, monkeypatch):
    sample_content.fill(boto3.client)
    monkeypatch.setattr(pages_handler, "now", lambda: sample_content.AT)
    with monkeypatch.context() as patch:
        usual = queries(patch, "/en/rates", "date=2025-12-18")
    with monkeypatch.context() as patch:
        assert queries(patch, "/en/rates", f"date={refused}", 422) == usual + 1


def test_the_table_has_every_public_read_of_the_template():
    documented = {route for route, _ in ROW.findall(ARCHITECTURE)}
    apart = {
        "GET /v1/{name}",
        "GET /v1/docs/{file}",
        "GET /assets/{file}",
        "GET /desk",
        "GET /desk/{file}",
        "GET /favicon.ico",
        *(f"GET {path}" for path in GUESSES),
    }  # an error, files of the function itself, redirects
    below = ("", "/{page+}", "/confirm", "/manage", "/me", "/me/export", "/unsubscribe/{token}")
    pages = {f"GET /v1/subscriptions{path}" for path in below}  # static, or read the Subscribers table
    pages |= {"GET /v1/editorial/preview"}  # of those who have a token
    public = {route.key for route in Routes(STACK) if route.key.startswith("GET ") and not route.authorizer}
    assert documented == public - apart - pages


FOLDERS = ("functions", "layers", "web", "cli", "events", "tests", "docs", "bench", "scripts")
EXAMPLES = {"nbk.py"}
"""Files that a reader of a document makes."""


def test_files_that_a_document_names_exist():
    ignored = (ROOT / ".gitignore").read_text()
    for page in (ROOT / "docs").rglob("*.md"):
        for name in re.findall(r"`([\w./-]+)`", page.read_text()):
            if name.split("/")[0] in FOLDERS and "/" in name and f"/{name}" not in ignored:
                assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_modules_that_a_document_names_by_the_end_of_their_path_exist():
    modules = [f"/{path.relative_to(ROOT)}" for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    for page in (ROOT / "docs").rglob("*.md"):
        for name in set(re.findall(r"`([\w/-]+\.py)`", page.read_text())) - EXAMPLES:
            assert any(module.endswith(f"/{name}") for module in modules), f"{page.name} names {name}"


def test_the_architecture_names_every_function_and_table_of_the_template():
    for kind, suffix in (("AWS::Lambda::Function", "Function"), ("AWS::DynamoDB::Table", "Table")):
        names = [logical_id.removesuffix(suffix) for logical_id, _ in STACK.of_type(kind)]
        missing = [name for name in names if not re.search(rf"\b{name}\b", ARCHITECTURE)]
        assert missing == []


def test_the_index_of_decisions_lists_every_decision_by_its_title():
    folder = ROOT / "docs" / "decisions"
    titles = {path.name: path.read_text().partition("\n")[0].removeprefix("# ") for path in folder.glob("*.md")}
    del titles["README.md"]
    index = re.findall(r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(), re.MULTILINE)
    assert {name: title for title, name in index} == titles


def test_every_page_ends_with_a_newline():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if not page.read_text().endswith("\n")] == []


def test_the_conversion_in_the_readme_has_the_members_of_a_conversion():
    [example] = re.findall(r"/v1/rates/convert\?[^\n]+\n(\{.+\})$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert list(json.loads(example)) == Conversion.model_json_schema()["required"]
