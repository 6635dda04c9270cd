"""Sections, tags and authors: made, changed beside others, merged and removed."""

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN, EDITOR
from tests.desk.rooms.conftest import lose_first_answer
from tests.support.browsers import LONGEST_WAIT

pytestmark = pytest.mark.browser


def save(page):
    page.get_by_role("button", name="Save").click()


def field(page, label, within="Names"):
    return page.get_by_role("group", name=within).get_by_label(label, exact=True)


def test_a_new_section_gets_an_address_from_its_name(open_desk, colleague):
    page = open_desk(EDITOR, "#/terms/categories")
    page.get_by_role("link", name="New section").click()
    expect(field(page, "English")).to_be_focused()
    field(page, "Русский").fill("Жизнь города")
    expect(page.get_by_label("Address")).to_have_value("zhizn-goroda")
    field(page, "English").fill("City life")
    expect(page.get_by_label("Address")).to_have_value("city-life")
    save(page)
    expect(page.get_by_text("“City life” is saved.")).to_be_visible()
    assert colleague.get("categories/city-life")["names"] == {"en": "City life", "ru": "Жизнь города"}
    expect(page.locator(".term-list [aria-current]")).to_contain_text("City life")


def test_a_taken_address_is_said_at_its_field(open_desk, colleague):
    open_desk.expected.append("428")
    colleague.send("PUT", "tags/metro", {"names": {"en": "Metro", "ru": "Метро"}})
    page = open_desk(EDITOR, "#/terms/tags/%2B")
    field(page, "English").fill("Metro")
    save(page)
    address = page.get_by_label("Address")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_be_focused()
    address.fill("metro-lines")
    save(page)
    expect(page.get_by_text("“Metro” is saved.")).to_be_visible()
    assert colleague.get("tags/metro-lines")["names"] == {"en": "Metro"}


def test_a_form_outlives_the_page(open_desk):
    page = open_desk(EDITOR, "#/terms/authors/%2B")
    field(page, "English").fill("Nodira Karimova")
    field(page, "English", "About the author").fill("Writes about rivers.")
    page.wait_for_timeout(200)
    page.reload()
    expect(field(page, "English")).to_have_value("Nodira Karimova")
    expect(field(page, "English", "About the author")).to_have_value("Writes about rivers.")
    page.get_by_role("button", name="Drop the changes").click()
    page.wait_for_timeout(200)
    page.reload()
    expect(field(page, "English")).to_have_value("")


def test_changes_of_other_fields_are_joined(open_desk, colleague):
    open_desk.expected.append("412")
    colleague.send("PUT", "categories/world", {"names": {"en": "World"}, "order": 30})
    page = open_desk(EDITOR, "#/terms/categories/world")
    field(page, "Русский").fill("Мир")
    colleague.send("PUT", "categories/world", {"names": {"en": "Abroad"}, "order": 30}, version=1)
    save(page)
    expect(page.get_by_text("has changed other fields meanwhile")).to_be_visible()
    assert colleague.get("categories/world")["names"] == {"en": "Abroad", "ru": "Мир"}


def test_a_field_that_both_have_changed_is_shown_twice(open_desk, colleague):
    open_desk.expected.append("412")
    colleague.send("PUT", "categories/sport", {"names": {"en": "Sport"}, "order": 40})
    page = open_desk(EDITOR, "#/terms/categories/sport")
    field(page, "English").fill("Sports")
    colleague.send("PUT", "categories/sport", {"names": {"en": "Games"}, "order": 40}, version=1)
    save(page)
    expect(page.locator(".theirs")).to_contain_text("Games")
    assert colleague.get("categories/sport")["names"] == {"en": "Games"}
    save(page)
    expect(page.get_by_text("“Sports” is saved.")).to_be_visible()
    assert colleague.get("categories/sport")["names"] == {"en": "Sports"}


def test_a_lost_answer_to_a_new_term_is_no_conflict(open_desk, colleague):
    open_desk.expected += ["ERR_FAILED", "428"]
    page = open_desk(EDITOR, "#/terms/tags/%2B")
    lose_first_answer(page, "**/editorial/tags/trams")
    field(page, "English").fill("Trams")
    save(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("“Trams” is saved.")).to_be_visible()
    assert colleague.get("tags/trams")["version"] == 1


def test_a_tag_is_merged_by_a_job_with_a_bar(open_desk, colleague, server):
    for slug, name in (("rail", "Rail"), ("railways", "Railways")):
        colleague.send("PUT", f"tags/{slug}", {"names": {"en": name}})
    page = open_desk(EDITOR, "#/terms/tags/rail")
    page.get_by_role("button", name="Merge into another…").click()
    page.get_by_label("Articles get instead").select_option("railways")
    page.get_by_role("dialog").get_by_role("button", name="Merge").click()
    expect(page.locator(".job")).to_be_visible()
    # By itself the local server looks for work once a minute.
    server.post("/_dev/invoke/SchedulerFunction", {})
    expect(page.locator(".job")).to_contain_text("Done", timeout=2 * LONGEST_WAIT)
    assert colleague.get("tags/rail")["merged_into"] == "railways"
    page.goto(page.url.split("#")[0] + "#/work")
    job = page.locator(".jobs .job").filter(has_text="Articles are written anew tag rail")
    expect(job).to_contain_text("Done")


def test_a_section_with_articles_is_removed_with_another_in_its_place(open_desk, colleague):
    open_desk.expected.append("409")
    for slug, name in (("news", "News"), ("town", "Town")):
        colleague.send("PUT", f"categories/{slug}", {"names": {"en": name}})
    colleague.publish("Bridges", categories=["news"])
    page = open_desk(ADMIN, "#/terms/categories/news")
    page.get_by_role("button", name="Remove…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Remove “News”").click()
    expect(dialog.get_by_text("1 published article has it")).to_be_visible()
    dialog.get_by_label("Articles get instead").select_option("town")
    dialog.get_by_role("button", name="Remove “News”").click()
    expect(page.locator(".job")).to_contain_text("“News” is gone.")
    assert colleague.get("categories/news")["merged_into"] == "town"


def test_only_admins_see_a_button_that_removes(open_desk, colleague):
    colleague.send("PUT", "authors/ann", {"names": {"en": "Ann"}})
    page = open_desk(EDITOR, "#/terms/authors/ann")
    expect(field(page, "English")).to_have_value("Ann")
    expect(page.get_by_role("button", name="Remove…")).to_have_count(0)
