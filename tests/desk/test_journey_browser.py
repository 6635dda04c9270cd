"""The life of an article in the desk: written by an author, returned, published, corrected, pinned, withdrawn."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN, AUTHOR, EDITOR, PHONE
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

TITLE = "Night trains return to the old line"


@pytest.fixture(scope="module")
def photo():
    """A picture as a camera makes it."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1067)).convert("RGB").save(file, "JPEG")
    return {"name": "old-line.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def wait_until_saved(page):
    expect(page.locator(".keeping")).to_contain_text("Saved")


def write(page, title, dek, *paragraphs):
    """Write title, dek and text by the keyboard alone."""
    page.get_by_label("Title", exact=True).click()
    for line in (title, dek, *paragraphs):
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def test_an_article_from_the_first_word_to_its_withdrawal(open_desk, server, colleague, photo):
    author = open_desk(AUTHOR)
    author.get_by_role("link", name="New article").first.click()
    write(
        author, TITLE, "For the first time in nine years.", "The first one left at ten.", "## What changes", "- A bed"
    )
    author.keyboard.type("A window")
    wait_until_saved(author)

    # A picture from the camera becomes the lead picture.
    author.get_by_role("button", name="Choose a picture").click()
    author.locator("dialog input[type=file]").set_input_files(photo)
    author.locator(".picture-card", has_text="old-line.jpg").click()
    author.get_by_label("Alt text (English)").fill("A train at a small station")

    # Handed in, and returned with a note.
    author.get_by_role("button", name="Hand in…").click()
    author.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(author.locator(".strips")).to_contain_text("Handed in.")

    editor = open_desk(EDITOR, "#/articles?status=submitted")
    editor.get_by_role("link", name=TITLE).click()
    editor.get_by_role("button", name="Return…").click()
    editor.get_by_label("What is to be done?").fill("Who says so?")
    editor.get_by_role("dialog").get_by_role("button", name="Return").click()
    expect(editor.locator(".strips")).to_contain_text("Returned.")

    # The author reads the note, writes on, and hands it in again.
    author.reload()
    expect(author.locator(".readers")).to_contain_text("Who says so?")
    author.locator(".text p").first.click()
    author.keyboard.press("End")
    author.keyboard.type(" The railway says so.")
    author.get_by_role("button", name="Hand in…").click()
    author.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(author.locator(".strips")).to_contain_text("Handed in.")

    # The editor publishes it; readers get it.
    editor.reload()
    expect(editor.locator(".text")).to_contain_text("The railway says so.")
    editor.get_by_role("button", name="Publish…").click()
    editor.get_by_role("dialog").get_by_role("button", name="Publish now").click()
    expect(editor.locator(".strips")).to_contain_text("Published.")
    article = server.get("/v1/articles/en/night-trains-return-to-the-old-line").json
    assert article["title"] == TITLE
    assert article["image"]["alt"] == "A train at a small station"
    assert "<h2>What changes</h2>\n<ul>\n<li>A bed</li>" in article["body_html"].replace("><", ">\n<")

    # A correction, with words for readers.
    editor.locator(".text p").first.click()
    editor.keyboard.press("Home")
    editor.keyboard.type("Correction: ")
    editor.get_by_role("button", name="Publish changes…").click()
    editor.get_by_label("A correction", exact=False).check()
    editor.get_by_label("What was wrong, and what is right?").fill("It left at ten, not at nine.")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator(".strips")).to_contain_text("Published.")
    article = server.get(f"/v1/articles/{article['id']}").json
    assert [correction["note"] for correction in article["corrections"]] == ["It left at ten, not at nine."]

    # Pinned to the front page, by keys.
    colleague.pin([])
    editor.goto(f"{server.url}/desk#/front/en")
    editor.get_by_role("button", name=re.compile(f"(Add|Pin).*{TITLE}")).click()
    editor.get_by_role("button", name="Put out").click()
    eventually(lambda: [card["title"] for card in server.get("/v1/home?lang=en").json["top"]] == [TITLE])

    # Withdrawn on a phone.
    phone = open_desk(ADMIN, f"#/articles/{article['id']}", **PHONE)
    phone.locator(".panel-toggle").tap()
    phone.get_by_role("button", name="Withdraw…").tap()
    phone.get_by_label("A note that readers see").fill("It was a test.")
    phone.get_by_role("dialog").get_by_role("button", name="Withdraw now").tap()
    expect(phone.locator(".readers")).to_contain_text("It is withdrawn.")
    assert server.get(f"/v1/articles/{article['id']}").status == 410


def test_uzbek_apostrophes_are_letters_in_title_and_text(open_desk):
    page = open_desk(AUTHOR, "#/articles/new?lang=uz")
    page.get_by_label("Title", exact=True).click()
    page.keyboard.type("O'zbekiston va san'at")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Oʻzbekiston va sanʼat")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("G'alaba")
    expect(page.locator(".text p").first).to_have_text("Gʻalaba")
