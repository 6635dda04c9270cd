"""The panel beside the text: bylines, sections, translations, the plan and the preview, until readers see them."""

import re

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import AUTHOR, EDITOR, PHONE

pytestmark = pytest.mark.browser


def begin(page, title):
    page.get_by_label("Title", exact=True).fill(title)
    page.locator(".text").click()
    page.keyboard.type("The first paragraph.")
    expect(page.locator(".keeping")).to_contain_text("Saved")


def open_section(page, name):
    page.get_by_role("button", name=re.compile(f"^{name}")).click()


def choose(page, field, text, option):
    page.get_by_role("combobox", name=field).fill(text)
    page.get_by_role("option", name=re.compile(option)).click()


def publish(page):
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish now").click()
    expect(page.locator(".strips")).to_contain_text("Published.")


def read_id(page):
    return page.url.rpartition("/")[2]


def test_readers_get_what_the_panel_says(open_desk, server, colleague):
    colleague.send("PUT", "categories/transport", {"names": {"en": "Transport"}, "order": 10})
    colleague.send("PUT", "authors/nodira", {"names": {"en": "Nodira Karimova"}})
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    begin(page, "The tram comes back")
    choose(page, "Add an author or a byline", "nod", "Nodira")
    page.get_by_label("Role of Nodira Karimova").fill("Text")
    choose(page, "Add an author or a byline", "Sardor Aliyev", "as a byline only")
    page.get_by_role("button", name="Move Sardor Aliyev up").click()
    open_section(page, "Sections and tags")
    page.get_by_label("Transport").check()
    choose(page, "Add a tag", "Tram lines", "new tag")
    open_section(page, "Address")
    page.get_by_label("Last part of the address").fill("tram-is-back")
    open_section(page, "Search and sharing")
    page.get_by_label("Title in search results").fill("Tram: the line of 1913 returns")
    page.get_by_label("Description").fill("What it costs, and where it stops.")
    publish(page)
    article = server.get("/v1/articles/en/tram-is-back").json
    assert [(author["name"], author["role"]) for author in article["authors"]] == [
        ("Sardor Aliyev", None),
        ("Nodira Karimova", "Text"),
    ]
    assert [category["slug"] for category in article["categories"]] == ["transport"]
    assert [(tag["slug"], tag["name"]) for tag in article["tags"]] == [("tram-lines", "Tram lines")]
    assert article["seo"] == {
        "title": "Tram: the line of 1913 returns",
        "description": "What it costs, and where it stops.",
    }


def test_what_is_typed_quickly_is_what_is_chosen(open_desk, colleague):
    colleague.send("PUT", "authors/sardor", {"names": {"en": "Sardor Aliyev"}})
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    page.get_by_role("combobox", name="Add an author or a byline").focus()
    for name in ("Sardor", "Aziz Umarov"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.get_by_label(re.compile(f"Role of {name}"))).to_be_visible()
    expect(page.get_by_label(re.compile("^Role of"))).to_have_count(2)


def test_a_story_in_three_languages_is_withdrawn_on_a_phone(open_desk, server):
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    begin(page, "A story in three languages")
    publish(page)
    ids = [read_id(page)]
    for language in ("Русский", "Ўзбекча"):
        page.goto(f"{server.url}/desk#/articles/{ids[0]}")
        open_section(page, "Translations")
        page.get_by_role("listitem").filter(has_text=language).get_by_role("link", name="Begin").click()
        expect(page.get_by_label("Title", exact=True)).to_have_attribute("lang", re.compile("ru|uz-Cyrl"))
        begin(page, f"На языке {language}")
        publish(page)
        ids.append(read_id(page))
    members = server.get(f"/v1/articles/{ids[0]}").json["translations"]
    assert sorted(member["lang"] for member in members) == ["ru", "uz-Cyrl"]

    phone = open_desk(EDITOR, f"#/articles/{ids[1]}", **PHONE)
    phone.locator(".panel-toggle").tap()
    phone.get_by_role("button", name="Withdraw…").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Withdraw 3 articles now").tap()
    expect(phone.locator(".readers")).to_contain_text("It is withdrawn.")
    assert [server.get(f"/v1/articles/{id}").status for id in ids] == [410, 410, 410]


def test_a_publication_is_planned_moved_and_cancelled(open_desk, colleague):
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    begin(page, "Planned")
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("At a time", exact=True).check()
    dialog.get_by_label("Day", exact=True).fill("2020-01-01")
    dialog.get_by_role("button", name=re.compile("^Schedule for")).click()
    expect(dialog).to_contain_text("Choose a time in the future.")
    dialog.get_by_label("Day", exact=True).fill("2099-12-30")
    dialog.get_by_label("Time", exact=True).fill("09:30")
    dialog.get_by_role("button", name="Schedule for 30 December 2099 09:30").click()
    expect(page.locator(".strips")).to_contain_text("Scheduled for 30 December 2099 09:30.")
    assert colleague.get(f"articles/{read_id(page)}")["publish_at"] == "2099-12-30T04:30:00Z", (
        "five hours behind Tashkent"
    )
    page.get_by_role("button", name="Reschedule…").click()
    dialog.get_by_label("Day", exact=True).fill("2099-12-31")
    dialog.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".readers")).to_contain_text("31 December 2099 09:30")
    page.get_by_role("button", name="Cancel the plan…").click()
    dialog.get_by_role("button", name="Cancel the plan").click()
    expect(page.locator(".readers")).to_contain_text("Readers do not see it.")
    assert colleague.get(f"articles/{read_id(page)}")["status"] == "draft"


def test_whoever_has_the_preview_link_reads_the_draft_until_it_ends(open_desk, contexts):
    contexts.expected.append("Failed to load resource")
    page = open_desk(AUTHOR, "#/articles/new?lang=en")
    begin(page, "Not out yet")
    page.get_by_role("button", name="Preview").click()
    link = page.get_by_role("dialog").get_by_label("Link").input_value()
    stranger = contexts.open().new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Not out yet")).to_be_visible()
    page.get_by_role("button", name="End all links").click()
    expect(page.get_by_role("dialog")).to_contain_text("All links have ended.")
    stranger.reload()
    expect(stranger.get_by_role("heading", name="Not out yet")).to_have_count(0)
