"""The signed-in person and jobs, over events of the Admin function."""

import os
from typing import Any

import pytest

from functions.admin.handler import handler
from gazette import times
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from tests.support.events import build_call

JOB = "GET /v1/editorial/jobs/{id}"


@pytest.fixture
def call(context: Any) -> Any:
    return build_call(handler, context)


def test_me_is_the_name_and_groups(call: Any) -> None:
    status, body, headers = call("GET /v1/editorial/me", groups=("editor", "admin"))
    assert (status, body["name"], body["groups"]) == (200, "Aziza Karimova", ["admin", "editor"])
    assert headers["cache-control"] == "private, no-store"


def test_an_article_that_is_pinned_twice_is_refused_at_each_repetition(call: Any) -> None:
    body = {"pins": ["A", "B", "A", "B"]}
    status, problem, _ = call("PUT /v1/editorial/front/{lang}", params={"lang": "en"}, body=body)
    twice = "This is given twice."
    assert status == 422
    assert problem["errors"] == [{"pointer": f"#/pins/{place}", "detail": twice} for place in (2, 3)]


def test_a_job_is_found_by_the_id_of_its_address(call: Any, dynamodb: Any) -> None:
    jobs = JobRepository(os.environ["JOBS_TABLE"], dynamodb)
    jobs.open(build_rerender_job("tag/japan", "1"), times.now())
    status, body, _ = call(JOB, params={"id": "articles.rerender:tag:japan:1"})
    assert status == 200
    assert {name: body[name] for name in ("id", "kind", "status", "done", "unit")} == {
        "id": "articles.rerender:tag:japan:1",
        "kind": "articles.rerender",
        "status": "waiting",
        "done": 0,
        "unit": "articles",
    }
    assert "state" not in body


@pytest.mark.parametrize("id", ["articles.rerender:tag:japan:2", "x"])
def test_a_job_that_is_not_there_is_404(call: Any, id: str) -> None:
    status, body, _ = call(JOB, params={"id": id})
    assert (status, body["type"]) == (404, "urn:gazette:problem:job-not-found")


def test_each_route_needs_its_group(call: Any) -> None:
    for route, refused in (("GET /v1/editorial/me", ("reader",)), (JOB, ("reader", "author"))):
        for group in ("reader", "author", "editor", "admin"):
            status = call(route, groups=(group,), **({"params": {"id": "x"}} if route == JOB else {}))[0]
            assert (status == 403) == (group in refused), (route, group)
