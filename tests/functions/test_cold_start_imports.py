"""What public functions load in a fresh process: each module costs a cold start."""

import json
import os
import subprocess
import sys

import pytest

from cli.local.stack import ROOT
from tests.support.events import http_event

THIRD_PARTY = {"aws_lambda_powertools", "boto3", "botocore", "jinja2", "pydantic", "urllib3"}
AS_IN_LAMBDA = sys.version_info >= (3, 13)
"""The standard library of an older Python loads more by itself: its `email` imports `random`, for example."""
FORBIDDEN = THIRD_PARTY | ({"dataclasses", "pathlib", "random", "typing"} if AS_IN_LAMBDA else set())
MAX_MODULES = 136 if AS_IN_LAMBDA else 151
"""In a process that has imported the handler and nothing else."""

OF_FEEDS = 10
"""Modules that feeds have more than articles: their own, and what knows the address of the site and its words."""

SCRIPT = """
import json, sys
sys.path[:0] = {paths}
import handler
before = sorted(sys.modules)
class Context:
    def get_remaining_time_in_millis(self): return 10_000
statuses = [handler.handler(event, Context())["statusCode"] for event in json.load(sys.stdin)]
print(json.dumps([before, statuses, sorted(sys.modules)]))
"""


def modules_of(function, events):
    """Modules of a fresh process without site-packages: after the import of a handler, and after events; statuses."""
    paths = [str(ROOT / "functions" / function), str(ROOT / "layers" / "core")]
    command = [sys.executable, "-I", "-S", "-c", SCRIPT.format(paths=paths)]
    run = subprocess.run(command, input=json.dumps(events), capture_output=True, text=True, env=os.environ, check=False)
    assert run.returncode == 0, run.stderr
    before, statuses, after = json.loads(run.stdout.splitlines()[-1])
    return set(before), statuses, set(after)


def test_cold_reads_of_an_article_load_few_modules_and_no_heavy_one():
    params = {"id": "01JFBM5T00Q5W8YV2K4N6P0001"}
    routes = ("GET /v1/articles/{id}", "GET /v1/articles/{id}/related")
    before, statuses, after = modules_of("articles", [http_event(route, params=params) for route in routes])
    assert len(before) <= MAX_MODULES
    assert not FORBIDDEN & after
    assert statuses == [404, 404]


def test_feeds_of_all_formats_load_few_modules_and_no_heavy_one():
    events = [
        http_event("GET /v1/feeds/{lang}/{file}", params={"lang": "en", "file": file}, query="content=full")
        for file in ("rss.xml", "atom.xml", "feed.json")
    ]
    before, statuses, after = modules_of("feeds", events)
    assert len(before) <= MAX_MODULES + OF_FEEDS
    assert not (FORBIDDEN | {"xml.sax", "urllib.request", "html.parser"}) & after
    assert statuses == [200] * 3


@pytest.mark.parametrize(
    ("function", "paths"),
    [
        ("articles", ["/v1/articles", "/v1/changes", "/v1/pages", "/v1/categories", "/v1/home"]),
        ("feeds", ["/sitemap.xml", "/feed", "/robots.txt"]),
        ("rates", ["/v1/rates/sources"]),
        ("api_root", ["/v1", "/v1/health"]),
    ],
)
def test_public_functions_answer_without_any_third_party_package(function, paths):
    _, statuses, after = modules_of(function, [http_event(f"GET {path}") for path in paths])
    assert not FORBIDDEN & after
    assert statuses == [301 if path == "/feed" else 200 for path in paths]


def test_a_path_of_a_former_site_is_looked_for_without_any_third_party_package():
    event = http_event("GET /2019/05/x.html")
    event["routeKey"] = "$default"
    _, statuses, after = modules_of("api_root", [event])
    assert not FORBIDDEN & after
    assert statuses == [404]
