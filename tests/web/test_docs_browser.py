"""The documentation page in a browser that reaches nobody but us; what its policy stops would be a complaint."""

import json

import pytest

from cli.local.stack import ROOT

DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())


@pytest.fixture
def docs(visit):
    page = visit("/v1/docs", height=1600)
    page.wait_for_selector(".opblock")
    return page


def operation(page, tag, name):
    block = page.locator(f"#operations-{tag}-{name}")
    block.locator(".opblock-summary-control").click()
    return block


def test_shows_every_operation_but_not_what_head_repeats(docs):
    listed = sum(len(item.keys() - {"head"}) for item in DOCUMENT["paths"].values())
    assert docs.locator(".opblock:visible").count() == listed
    block = operation(docs, "Articles", "list_articles")
    block.locator(".response-col_status >> text=200").first.wait_for()
    assert "metro-opens-four-stations" in block.locator(".responses-inner").inner_text()
    assert block.locator("tr[data-param-name='category']").is_visible()


def test_sends_requests_with_the_token_that_it_was_given(docs):
    health = operation(docs, "About", "read_health")
    health.locator(".execute").click()
    health.locator(".live-responses-table .response-col_description >> text=ok").first.wait_for()

    docs.locator(".auth-wrapper .authorize").first.click()
    staff = docs.locator(".auth-container", has_text="ID token")
    staff.locator("input").fill("a.b.c")
    staff.locator(".authorize").click()
    staff.locator(".btn-done").click()
    docs.route("**/v1/editorial/me", lambda route: route.fulfill(json={}))
    me = operation(docs, "Desk", "desk_me")
    with docs.expect_request("**/v1/editorial/me") as sent:
        me.locator(".execute").click()
    assert sent.value.headers["authorization"] == "Bearer a.b.c"


def test_names_the_document_where_scripts_are_off(visit):
    page = visit("/v1/docs", java_script_enabled=False)
    assert page.locator("a[href='/v1/openapi.json']").is_visible()
