"""The page of a preview in a browser, with the answers of the API to the token of a link."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from gazette.articles.body.renderer import render_body
from gazette.articles.preview.links import PreviewLinks
from gazette.times import now
from tests.support.articles import AZIZA, commands, save_draft, tables
from tests.support.site_content import EVERYTHING, PICTURE, preview

__all__ = ["commands", "save_draft", "tables"]

TOKEN = f"01JFBM5T00Q5W8YV2K4N6P0001.{'a' * 43}"
SOURCE = "**/v1/editorial/preview"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
VALID = "The link is valid until 18 December 2025, 13:00. Last change: 18 December 2025, 11:55."
SHOWN = f"Preview of a draft, not published. {VALID}"


def draft(**parts):
    return preview(**{"image": PICTURE, "dateline": None, **parts})


@pytest.fixture
def open_link(visit, site):
    """Opens a link whose token the API answers with `answers` of (status, document), one after the other.

    `open_link.sent` has the requests.
    """
    visit.expected += ["status of 401", "status of 503", "status of 404", "ERR_FAILED"]
    sent = []

    def open_link(*answers, lang="en", token=TOKEN, **options):
        page = visit(f"/{lang}/preview", **options)
        left = list(answers)

        def answer(route):
            sent.append(route.request)
            status, document = left.pop(0) if len(left) > 1 else left[0]
            if status == 0:
                return route.abort()
            return route.fulfill(status=status, body=json.dumps(document), content_type="application/json")

        page.route(SOURCE, answer)
        page.goto("about:blank")
        page.goto(f"{site}/{lang}/preview#{token}")
        return page

    open_link.sent = sent
    return open_link


def wait(page, text):
    page.locator("#state", has_text=text).wait_for()


def test_a_link_shows_the_draft_as_an_article(open_link):
    tags = [{"slug": "rails", "name": "Rails"}]
    corrections = [{"at": "2025-12-18T09:30:00Z", "note": "The line is 124 kilometres long, not 142."}]
    label = {"slug": "opinion", "name": "Opinion"}
    page = open_link((200, draft(tags=tags, corrections=corrections, label=label, dateline="Tashkent, Uzbekistan")))
    wait(page, SHOWN)
    assert page.title() == "The railway has crossed the high pass – Preview – Gazette"
    assert page.locator(".kicker").inner_text().lower() == "opinion · economy"
    assert page.locator(".dek").inner_text().startswith("After eleven winters")
    assert " ".join(page.locator(".byline").text_content().split()).startswith(
        "By Bakhtiyor Alimov Deputy Director, Institute for Transport Studies at the Academy of Sciences Lola Karimova"
    )
    assert page.locator(".times").inner_text() == "18 December 2025, 12:01"
    assert page.locator(".hero figcaption").inner_text() == "The first train on the new bridge Photo: A. Karimov"
    assert page.locator(".hero img:not(.placeholder)").get_attribute("alt") == "A train on a bridge"
    assert page.locator(".body p").first.inner_text().startswith("Tashkent, Uzbekistan — The last rail")
    assert page.locator(".corrections li").inner_text() == f"18 December 2025: {corrections[0]['note']}"
    assert page.locator(".tags a").get_attribute("href") == "/en/tag/rails"
    [request] = open_link.sent
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in request.url


def test_a_link_of_the_api_opens_its_draft_until_it_is_revoked(visit, dynamodb, stack, save_draft, tables):
    tables.put_category("economy")
    article = save_draft(title=None, dateline="Tokyo", categories=["economy"], authors=[{"name": "A. Karimov"}])
    links = PreviewLinks(dynamodb, stack.physical("DraftsTable"))
    token, _ = links.create(article.id, by=AZIZA, at=now())
    page = visit(f"/en/preview#{token}")
    wait(page, "Preview of a draft, not published. The link is valid until ")
    assert page.locator("h1").inner_text() == "No title yet"
    assert page.locator(".kicker").inner_text().lower() == "economy"
    assert page.locator(".body").inner_text().startswith("Tokyo — The summit opens in Tokyo.")
    links.revoke(article.id)
    visit.expected.append("status of 401")
    page.reload()
    wait(page, "This link has expired or was revoked.")
    assert page.locator(".body").is_hidden()


@pytest.mark.parametrize(
    ("status", "has_changes", "said"),
    [
        ("scheduled", False, "Preview of a draft, not published."),
        ("withdrawn", False, "Preview of a draft, not published."),
        ("published", True, "Preview of changes that are not published yet."),
        ("published", False, "The article as readers see it."),
    ],
)
def test_the_strip_says_whether_readers_see_what_is_shown(open_link, status, has_changes, said):
    page = open_link((200, draft(status=status, has_changes=has_changes)))
    wait(page, f"{said} {VALID}")


def test_parts_that_a_draft_lacks_are_not_shown(open_link):
    empty = {"title": None, "dek": None, "image": None, "authors": [], "categories": [], "body_html": ""}
    page = open_link((200, draft(**empty)))
    wait(page, SHOWN)
    assert page.locator("h1").inner_text() == "No title yet"
    for part in (".kicker", ".dek", ".hero", ".byline", ".corrections", ".tags"):
        assert page.locator(part).is_hidden(), part


def test_a_body_has_its_tables_and_cards(open_link):
    source = f"{EVERYTHING}\n<p>{VIDEO}</p>"
    page = open_link((200, draft(body_html=render_body(source, "html"))), width=390)
    wait(page, SHOWN)
    assert page.get_by_role("region", name="Trains a day, by line").get_attribute("tabindex") == "0"
    card = page.locator(".embed")
    assert card.locator(".meta").inner_text() == "Video on YouTube"
    assert (
        card.get_by_role("link", name="Open on youtube.com")
        .get_attribute("href")
        .startswith("https://www.youtube.com/")
    )
    assert page.locator("iframe").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_active_gets_into_the_page(open_link, visit):
    """The API sanitises bodies; this is the second lock, and the policy of the page, which complains, the third."""
    visit.expected.append("Content Security Policy")
    hostile = (
        '<p onclick="alert(1)" style="color:red">Text<script>document.title = "x"</script>'
        '<img src="data:image/svg+xml,x" onerror="document.title = 1" alt="x"><iframe src="/en"></iframe>'
        '<a href="javascript:alert(1)">a</a><a href="/en">b</a><svg><a href="/en">c</a></svg></p>'
        '<form action="/en"></form>'
    )
    page = open_link((200, draft(body_html=hostile)))
    wait(page, SHOWN)
    assert page.locator(".body").inner_html() == ('<p>Text<img alt="x" loading="lazy"><a>a</a><a href="/en">b</a></p>')


def test_the_token_leaves_the_address_and_the_tab_keeps_it(open_link, site):
    page = open_link((200, draft()))
    wait(page, SHOWN)
    assert page.evaluate("location.href") == f"{site}/en/preview"
    page.reload()
    wait(page, SHOWN)
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Русский").click()
    wait(page, "Это черновик, он не опубликован. Ссылка действует до: 18 декабря 2025, 13:00.")
    assert {request.headers["authorization"] for request in open_link.sent} == {f"Bearer {TOKEN}"}


def test_another_link_in_the_same_tab_shows_its_own_draft(open_link):
    page = open_link((200, draft()), (200, draft(title="A tunnel")))
    wait(page, SHOWN)
    another = f"01JFBM5T00Q5W8YV2K4N6P0002.{'b' * 43}"
    page.evaluate(f"location.hash = '{another}'")
    page.get_by_role("heading", name="A tunnel").wait_for()
    assert open_link.sent[-1].headers["authorization"] == f"Bearer {another}"


def test_a_link_that_was_cut_off_does_not_show_the_draft_of_another(open_link):
    page = open_link((200, draft()))
    wait(page, SHOWN)
    page.evaluate(f"location.hash = '{TOKEN[:40]}'")
    wait(page, "This link is not complete.")
    assert page.locator("h1").inner_text() == "Preview"
    assert len(open_link.sent) == 1


@pytest.mark.parametrize(
    "link",
    [
        f"{TOKEN}.",
        f"{TOKEN}%20",
        f"{TOKEN}\u200b",
        f"{TOKEN}%E2%80%8B",
        f"{TOKEN})",
        f"{TOKEN}%",
        TOKEN.replace(".", "%2E"),
    ],
)
def test_what_a_messenger_makes_of_a_link_leaves_its_token(open_link, link):
    page = open_link((200, draft()), token=link)
    wait(page, SHOWN)
    assert open_link.sent[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_place_in_the_page_is_no_token(open_link, site):
    page = open_link((200, draft()))
    wait(page, SHOWN)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the content
    page.wait_for_url(f"{site}/en/preview#content")
    assert page.evaluate("document.activeElement.id") == "content"
    page.evaluate("location.hash = 'part'")
    assert (page.locator("h1").inner_text(), len(open_link.sent)) == ("The railway has crossed the high pass", 1)
    page.goto(f"{site}/en/preview#content")
    page.reload()
    wait(page, SHOWN)
    assert page.url == f"{site}/en/preview#content"
    assert page.evaluate("document.activeElement.id") == "content"
    assert {request.headers["authorization"] for request in open_link.sent} == {f"Bearer {TOKEN}"}


def test_an_ended_link_says_so_and_is_forgotten(open_link):
    page = open_link((401, {"title": "This preview link is not valid"}))
    wait(page, "This link has expired or was revoked.")
    assert page.locator("#retry").is_hidden()
    assert page.locator("h1").inner_text() == "Preview"
    page.reload()
    wait(page, "This link is not complete.")
    assert len(open_link.sent) == 1


@pytest.mark.parametrize("failure", [(503, {}), (404, {}), (0, None)], ids=["busy", "not there", "offline"])
def test_what_failed_is_tried_again_by_a_button(open_link, failure):
    page = open_link(failure, (200, draft()))
    wait(page, "The draft could not be loaded.")
    page.get_by_role("button", name="Try again").click()
    wait(page, SHOWN)
    assert page.locator("#retry").is_hidden()
    assert page.evaluate("document.activeElement.id") == "state"


def test_a_page_without_a_token_asks_for_nothing(open_link):
    page = open_link((200, draft()), token="")
    wait(page, "This link is not complete.")
    assert open_link.sent == []


def test_says_without_script_that_it_needs_it(visit):
    page = visit("/ru/preview#a-token", java_script_enabled=False)
    assert page.get_by_text("этой странице нужен JavaScript").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("answer", [(200, draft()), (503, {})], ids=["a draft", "a failure"])
def test_has_no_fault_that_a_machine_finds(open_link, answer, scheme):
    page = open_link(answer, color_scheme=scheme)
    expect(page.locator("#state")).not_to_contain_text("being loaded")
    assert Axe().run(page).response["violations"] == []
