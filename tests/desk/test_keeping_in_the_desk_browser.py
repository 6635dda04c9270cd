"""What was written is there again, whatever happens to the browser: with the desk as people have it."""

import re

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN, AUTHOR, EDITOR
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

FORGET = """() => new Promise((done) => {
  const request = indexedDB.open("gazette-desk");
  request.onsuccess = () => {
    const transaction = request.result.transaction("sign-in", "readwrite");
    transaction.objectStore("sign-in").clear();
    transaction.oncomplete = () => {
      request.result.close();
      done();
    };
  };
})"""
"""Ends the session of the browser, as time does."""


FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }"
"""A device whose disk is full."""


@pytest.fixture
def article(open_desk):
    """A page on which the editor has just begun an article."""
    open_desk.expected += ["Failed to load resource", "net::ERR"]
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    begin(page, "Two rivers")
    return page


def begin(page, title):
    page.get_by_label("Title", exact=True).click()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("The first paragraph.")
    expect(page.locator(".keeping")).to_contain_text("Saved")


def write(page, words):
    page.locator(".text p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def test_words_that_were_typed_just_before_a_reload_are_there(article):
    write(article, " The last words.")
    article.wait_for_timeout(400)
    article.reload()
    expect(article.locator(".text")).to_contain_text("The first paragraph. The last words.")


def test_words_that_were_just_typed_can_be_published(article):
    write(article, " The last words.")
    article.get_by_role("button", name="Publish…").click()
    dialog = article.get_by_role("dialog")
    expect(dialog).to_contain_text("Title, 10 characters")
    expect(dialog).not_to_contain_text("The text is missing")
    dialog.get_by_role("button", name="Publish now").click()
    expect(article.locator(".strips")).to_contain_text("Published.")
    expect(article.locator("#content")).to_be_focused()


def test_words_that_were_typed_offline_are_sent_when_the_network_is_back(article):
    article.context.set_offline(True)
    write(article, " Written in a tunnel.")
    expect(article.locator(".keeping")).to_contain_text("Offline")
    article.context.set_offline(False)
    expect(article.locator(".keeping")).to_contain_text("Saved apart")


def test_a_second_tab_reads_until_it_takes_over(article):
    second = article.context.new_page()
    second.goto(article.url)
    expect(second.locator(".strips")).to_contain_text("Another tab writes this article.")
    write(article, " From the first tab.")
    second.get_by_role("button", name="Write here").click()
    expect(second.locator(".text")).to_contain_text("From the first tab.")
    expect(article.locator(".strips")).to_contain_text("Another tab writes this article.")
    write(second, " From the second tab.")
    second.keyboard.press("Control+s")
    expect(second.locator(".keeping")).to_contain_text("Saved")


def test_a_tab_that_reads_goes_on_by_itself_when_the_one_that_wrote_is_gone(article):
    second = article.context.new_page()
    second.goto(article.url)
    expect(second.locator(".strips")).to_contain_text("Another tab writes this article.")
    write(article, " Its last words.")
    article.wait_for_timeout(400)
    article.close()
    expect(second.locator(".text")).to_have_attribute("aria-readonly", "false")
    expect(second.locator(".text")).to_contain_text("Its last words.")


def test_without_a_network_the_shelf_has_what_is_on_the_device_and_comes_back_by_itself(article):
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text("Saved")
    article.context.set_offline(True)
    article.get_by_role("link", name="Articles").click()
    expect(article.get_by_role("heading", name="On this device")).to_be_visible()
    article.get_by_role("link", name="Two rivers").click()
    write(article, " Written in a tunnel.")
    expect(article.locator(".keeping")).to_contain_text("Offline")
    article.get_by_role("link", name="Articles").click()
    expect(article.locator(".shelf")).to_contain_text("not sent yet")
    article.context.set_offline(False)
    expect(article.locator(".shelf .status").first).to_be_visible()
    article.locator(".shelf .title").filter(has_text="Two rivers").first.click()
    expect(article.locator(".text")).to_contain_text("Written in a tunnel.")
    expect(article.locator(".keeping")).to_contain_text("Saved apart")


def test_who_leaves_and_comes_back_at_once_goes_on_writing(article):
    write(article, " Before.")
    article.get_by_role("link", name="Articles").click()
    article.wait_for_timeout(50)
    article.go_back()
    expect(article.locator(".text")).to_have_attribute("aria-readonly", "false")
    assert article.get_by_text("Another tab writes this article.").count() == 0
    write(article, " After.")
    expect(article.locator(".text")).to_contain_text("Before. After.")


def test_what_a_colleague_does_is_shown_in_an_open_article(article, colleague):
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    id = article.url.rpartition("/")[2]
    change(colleague, id, dek="By the colleague")
    look(article)
    expect(article.get_by_label("Summary", exact=True)).to_have_value("By the colleague")
    write(article, " More of mine.")
    change(colleague, id, dek="Once more")
    look(article)
    article.get_by_role("button", name="Take it in").click()
    expect(article.get_by_label("Summary", exact=True)).to_have_value("Once more")
    expect(article.locator(".text")).to_contain_text("More of mine.")
    colleague.send("POST", f"articles/{id}/publish", {}, colleague.get(f"articles/{id}")["version"])
    look(article)
    expect(article.locator(".strips")).to_contain_text("The status of the article is now “Published”.")


def change(colleague, id, **changes):
    colleague.send("PATCH", f"articles/{id}", changes, colleague.get(f"articles/{id}")["version"])


def look(page):
    """As the person does who comes back to the tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_text_that_an_author_could_not_save_is_taken_in_by_an_editor(open_desk, colleague):
    open_desk.expected.append("Failed to load resource")  # what a save has ended is looked for once more
    author = open_desk(AUTHOR, "#/articles/new?lang=en")
    begin(author, "Late words")
    author.keyboard.press("Control+s")
    expect(author.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    write(author, " What the author adds.")
    expect(author.locator(".keeping")).to_contain_text("Saved apart")
    id = author.url.rpartition("/")[2]
    change(colleague, id, dek="By the colleague")
    colleague.send("POST", f"articles/{id}/publish", {}, colleague.get(f"articles/{id}")["version"])
    look(author)
    expect(author.locator(".strips")).to_contain_text("an editor finds them under Revisions")
    editor = open_desk(EDITOR, f"#/articles/{id}")
    editor.get_by_role("link", name=re.compile(f"{AUTHOR.name} (is writing|has text)")).click()
    expect(editor.locator("ins").filter(has_text="What the author adds.")).to_be_visible()
    editor.get_by_role("button", name="Take it into the article…").click()
    expect(editor.locator(".text")).to_contain_text("The first paragraph. What the author adds.")
    expect(editor.get_by_label("Summary", exact=True)).to_have_value("By the colleague")
    editor.get_by_role("button", name="Publish changes…").click()
    expect(editor.get_by_role("dialog").get_by_role("link", name="Open")).to_have_attribute(
        "href", re.compile("unsaved")
    )
    editor.get_by_role("dialog").get_by_role("button", name="Publish changes").click()
    expect(editor.locator(".strips")).to_contain_text("Published.")
    assert "What the author adds." in colleague.get(f"articles/{id}")["body"]


def test_a_withdrawal_by_somebody_else_is_said_with_the_next_save(article, colleague):
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    id = article.url.rpartition("/")[2]
    colleague.send("POST", f"articles/{id}/publish", {}, colleague.get(f"articles/{id}")["version"])
    look(article)
    expect(article.locator(".editor-bar")).to_contain_text("Published")
    colleague.send("POST", f"articles/{id}/unpublish", {}, colleague.get(f"articles/{id}")["version"])
    write(article, " Written meanwhile.")
    article.keyboard.press("Control+s")
    expect(article.locator(".strips")).to_contain_text("it is now “Withdrawn”")


def test_a_version_is_restored_only_when_ones_own_words_are_saved(article):
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    write(article, " More.")
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    write(article, " Not saved.")
    article.get_by_role("link", name="Revisions").click()
    article.locator(".revisions-list a").last.click()
    expect(article.get_by_text("Save your text first")).to_be_visible()
    expect(article.get_by_role("button", name=re.compile("Restore"))).to_have_count(0)
    article.get_by_role("link", name="Back to the text").last.click()
    expect(article.locator(".text")).to_contain_text("Not saved.")
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))
    article.get_by_role("link", name="Revisions").click()
    article.locator(".revisions-list a").last.click()
    article.get_by_role("button", name=re.compile("Restore")).click()
    expect(article.locator(".text")).not_to_contain_text("More.")


def test_a_notice_stays_in_sight_while_one_writes_at_the_end(article, colleague):
    write(article, " A line.")
    for _ in range(40):
        article.keyboard.press("Enter")
        article.keyboard.type("A line.")
    id = article.url.rpartition("/")[2]
    change(colleague, id, dek="By the colleague")
    look(article)
    expect(article.get_by_role("button", name="Take it in")).to_be_in_viewport()


def test_an_address_is_made_of_whatever_is_typed(article):
    article.get_by_role("button", name=re.compile("^Address")).click()
    field = article.get_by_label("Last part of the address")
    field.fill("Two Rivers & One Bridge!")
    field.blur()
    expect(field).to_have_value("two-rivers-one-bridge")
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text(re.compile("Saved \\d"))


def test_two_people_who_change_the_same_paragraph_decide_between_both(article, open_desk):
    colleague = open_desk(ADMIN, re.sub(".*#", "#", article.url))
    write(colleague, " The colleague adds.")
    colleague.keyboard.press("Control+s")
    expect(colleague.locator(".keeping")).to_contain_text("Saved")
    write(article, " The editor adds.")
    article.keyboard.press("Control+s")
    expect(article.get_by_role("heading", name="Two of you changed this article")).to_be_visible()
    expect(article.locator("#content")).to_be_focused()
    article.get_by_label("both").check()
    article.get_by_role("button", name=re.compile("Save as version")).click()
    expect(article.locator(".text")).to_contain_text("The editor adds.")
    expect(article.locator(".text")).to_contain_text("The colleague adds.")


def test_a_session_that_has_ended_keeps_the_text_and_goes_on_after_a_sign_in_beside_it(article):
    article.evaluate(FORGET)
    article.route(
        "**/v1/editorial/**", lambda route: route.fulfill(status=401, body="{}", content_type="application/json")
    )
    write(article, " Written without a session.")
    expect(article.locator(".strips")).to_contain_text("Your sign-in has ended.")
    article.unroute("**/v1/editorial/**")
    with article.expect_popup() as popup:
        article.get_by_role("button", name="Sign in").click()
    popup.value.get_by_role("button", name=EDITOR.name).click()
    expect(article.locator(".keeping")).to_contain_text("Saved apart")
    eventually(popup.value.is_closed)


def test_an_article_that_was_left_at_once_is_kept_and_does_not_lead_back(open_desk):
    page = open_desk(EDITOR)
    page.get_by_role("link", name="New article").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("Left at once")
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("heading", name="Articles").wait_for()
    page.keyboard.press("n")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("The second one")
    expect(page.locator(".keeping")).to_contain_text("Saved")
    expect(page.get_by_label("Title", exact=True)).to_have_value("The second one")
    page.get_by_role("link", name="Articles").click()
    expect(page.locator(".shelf .title").filter(has_text="Left at once")).to_have_count(1)
    page.locator(".shelf .title").filter(has_text="Left at once").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Left at once")
    expect(page.locator(".text")).to_have_attribute("aria-readonly", "false")


def test_a_full_disk_is_said_and_the_server_has_the_text(open_desk):
    open_desk.expected += ["QuotaExceededError", "Failed to load resource"]
    page = open_desk(EDITOR, "#/articles/new?lang=en", prepare=lambda page: page.add_init_script(FULL))
    page.get_by_label("Title", exact=True).click()
    page.keyboard.type("On a full disk")
    expect(page.locator(".strips")).to_contain_text("This browser keeps no copy on this device")
    expect(page.locator(".keeping")).to_contain_text("Saved")
    page.context.set_offline(True)
    page.keyboard.type(", offline")
    expect(page.locator(".keeping")).to_contain_text("Kept nowhere: do not close this page")
    page.context.set_offline(False)
    expect(page.locator(".keeping")).to_contain_text("Saved apart")


def test_the_list_has_what_was_written_just_before(open_desk):
    page = open_desk(EDITOR, "#/articles/new?lang=en")
    page.get_by_label("Title", exact=True).click()
    page.keyboard.type("Only just begun")
    page.get_by_role("link", name="Articles").click()
    expect(page.locator(".shelf .title").filter(has_text="Only just begun")).to_be_visible()


def test_the_language_of_an_article_can_be_changed_until_it_is_public(article):
    article.get_by_label("Language").select_option("uz")
    write(article, " G'alaba")
    expect(article.locator(".text")).to_contain_text("The first paragraph. Gʻalaba")
    article.keyboard.press("Control+s")
    expect(article.locator(".keeping")).to_contain_text("Saved")
    article.reload()
    expect(article.get_by_label("Language")).to_have_value("uz")
    expect(article.locator(".text")).to_contain_text("The first paragraph. Gʻalaba")
