"""What a group may not do is absent."""

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN, AUTHOR, EDITOR
from tests.support.desk_server import Member

pytestmark = pytest.mark.browser

WRITER = AUTHOR._replace(name="Local author")
"""Who has the token of `gazette token --group author`."""
SCREENS = {
    AUTHOR: ["Articles", "Pictures"],
    EDITOR: ["Articles", "Front page", "Pictures", "Sections and people", "Work"],
    ADMIN: ["Articles", "Front page", "Pictures", "Sections and people", "Rates", "Staff", "Work"],
}
BUTTONS = {
    # state: buttons of the author who wrote it, of editors and admins
    "draft": (
        ["Preview", "Hand in…", "Into the bin…"],
        ["Preview", "Publish…", "Into the bin…"],
    ),
    "submitted": (
        ["Preview", "Into the bin…"],
        ["Preview", "Publish…", "Return…", "Into the bin…"],
    ),
    "scheduled": (
        ["Preview"],
        ["Preview", "Reschedule…", "Cancel the plan…"],
    ),
    "published": (
        ["Preview"],
        ["Preview", "Schedule…", "Withdraw…"],
    ),
    "changed": (
        ["Preview"],
        ["Preview", "Publish changes…", "Schedule…", "Discard changes…", "Withdraw…"],
    ),
    "withdrawn": (
        ["Preview"],
        ["Preview", "Publish…", "Into the bin…"],
    ),
    "binned": (
        ["Preview", "Take it out of the bin"],
        ["Preview", "Take it out of the bin"],
    ),
}


@pytest.fixture(scope="module")
def articles(server):
    """Ids of articles of the author in each state."""
    members = {group: Member(server, group) for group in ("author", "editor")}

    def make(*steps):
        article = members["author"].write(title="A bridge")
        for group, method, action, body in steps:
            path = f"articles/{article['id']}{action}"
            article = members[group].send(method, path, body, article["version"])
        return article["id"]

    publish = ("editor", "POST", "/publish", {})
    return {
        "draft": make(),
        "submitted": make(("author", "POST", "/submit", {})),
        "scheduled": make(("editor", "PUT", "/schedule", {"publish_at": "2099-01-01T00:00:00Z"})),
        "published": make(publish),
        "changed": make(publish, ("editor", "PATCH", "", {"dek": "Cars cross it."})),
        "withdrawn": make(publish, ("editor", "POST", "/unpublish", {})),
        "binned": make(("author", "DELETE", "", None)),
    }


@pytest.mark.parametrize("person", SCREENS, ids=lambda person: person.group)
def test_a_person_sees_the_screens_of_the_group(open_desk, person):
    page = open_desk(person)
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link")).to_have_text(SCREENS[person])


@pytest.mark.parametrize("person", [WRITER, EDITOR, ADMIN], ids=lambda person: person.group)
def test_an_article_has_the_buttons_that_the_group_may_use(open_desk, server, articles, person):
    page = open_desk(person)
    for state, id in articles.items():
        page.goto("about:blank")
        page.goto(f"{server.url}/desk#/articles/{id}")
        expect(page.locator(".heading textarea").first).to_have_value("A bridge")
        found = page.locator(".editor-bar button, .readers button").locator("visible=true").all_inner_texts()
        own, others = BUTTONS[state]
        assert found == (own if person.group == "author" else others), state
        expect(page.locator(".text")).to_have_attribute(
            "aria-readonly", str(_is_read_only(state, person.group)).lower()
        )


def _is_read_only(state, group):
    return state == "binned" or (group == "author" and state not in ("draft", "submitted"))
