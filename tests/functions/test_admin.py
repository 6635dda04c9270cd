"""The signed-in person and jobs, over events of the Admin function."""

import os
from datetime import timedelta
from typing import Any

import pytest

from functions.admin.handler import handler
from gazette import times
from gazette.cursors import encode
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from tests.support.events import build_call

JOB = "GET /v1/editorial/jobs/{id}"
JOBS = "GET /v1/editorial/jobs"


@pytest.fixture
def call(context: Any) -> Any:
    return build_call(handler, context)


@pytest.fixture
def jobs(dynamodb: Any) -> JobRepository:
    return JobRepository(os.environ["JOBS_TABLE"], dynamodb)


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


def test_a_job_is_found_by_the_id_of_its_address(call: Any, jobs: JobRepository) -> None:
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


def test_jobs_are_listed_in_pages_each_in_the_form_in_which_it_is_read(call: Any, jobs: JobRepository) -> None:
    for number in range(3):
        jobs.open(build_rerender_job("tag/japan", f"{number}"), times.now() + timedelta(seconds=number))
    status, first, headers = call(JOBS, query="limit=2")
    assert (status, headers["cache-control"]) == (200, "private, no-store")
    assert f"cursor={first['next']}" in headers["link"]
    _, rest, headers = call(JOBS, query=f"limit=2&cursor={first['next']}")
    assert (rest["next"], "link" in headers) == (None, False)
    listed = [*first["items"], *rest["items"]]
    assert [job["id"] for job in listed] == [f"articles.rerender:tag:japan:{number}" for number in (2, 1, 0)]
    assert listed == [call(JOB, params={"id": job["id"]})[1] for job in listed]


def test_no_jobs_are_an_empty_page(call: Any) -> None:
    assert call(JOBS)[:2] == (200, {"items": [], "next": None})


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422),
        ("limit=101", 422),
        ("status=done", 422),
        ("cursor=abc", 400),
        (f"cursor={encode('staff', 'x')}", 400),
        (f"cursor={encode('jobs', 'x')}", 400),
    ],
)
def test_a_list_of_jobs_that_cannot_be_is_refused(call: Any, query: str, status: int) -> None:
    assert call(JOBS, query=query)[0] == status


@pytest.mark.parametrize("id", ["articles.rerender:tag:japan:2", "x"])
def test_a_job_that_is_not_there_is_404(call: Any, id: str) -> None:
    status, body, _ = call(JOB, params={"id": id})
    assert (status, body["type"]) == (404, "urn:gazette:problem:job-not-found")


def test_each_route_needs_its_group(call: Any) -> None:
    editors = ("reader", "author")
    for route, refused in (("GET /v1/editorial/me", ("reader",)), (JOB, editors), (JOBS, editors)):
        for group in ("reader", "author", "editor", "admin"):
            status = call(route, groups=(group,), **({"params": {"id": "x"}} if route == JOB else {}))[0]
            assert (status == 403) == (group in refused), (route, group)
