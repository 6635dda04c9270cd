"""The site in a browser: seen on a phone and on a desk, by day and by night, with a keyboard, without script."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from gazette.articles.body.renderer import render_body
from gazette.times import timestamp
from tests.support.aws import save_tables
from tests.support.site_content import EVERYTHING, PARAGRAPHS, PICTURE, RATES_LINES, article

WIDTHS = (320, 360, 390, 768, 1280)
ARTICLE = "/en/the-railway-has-crossed-the-pass-1"
EVERY_ELEMENT = "/uz-Cyrl/every-element"
CYRILLIC = {
    "title": "Темир йўл илк бор баланд тоғ довонидан ўтди: ўн бир қиш давом этган қурилиш якунланди",
    "dek": "Сўнгги рельс 2266 метр баландликда ётқизилди, юк поездлари баҳорда йўлга чиқади.",
    "categories": [{"slug": "economy", "name": "Иқтисодиёт"}],
}
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"

COLUMN = """() => {
  const paragraph = document.querySelector(".body p");
  return paragraph.getBoundingClientRect().width / parseFloat(getComputedStyle(paragraph).fontSize);
}"""
"""Width of the text in em."""

COPIED = """() => [...document.querySelectorAll(".strip li")].map((line) => {
  getSelection().selectAllChildren(line);
  return getSelection().toString();
})"""
"""What one gets who selects a rate and copies it."""

TEXT_LETTER = (0.44, 0.53)
"""Average width in em of a letter of English text, in the narrowest and the widest of the text faces of our style."""


@pytest.fixture(scope="module")
def printed():
    """What puts the site back as it was printed, once it is."""
    return []


@pytest.fixture(autouse=True)
def _printed(content, printed):
    if printed:
        printed[0]()
    else:
        print_site(content)
        printed.append(save_tables())


def print_site(content):
    content.rates()
    content.term("category", "economy", "Economy")
    for number in range(1, 26):
        russian = {"lang": "ru", "id": "9", "slug": "poezd", "title": "Поезд", "url": "https://news.example/ru/poezd"}
        corrections = [{"at": "2025-12-18T09:30:00Z", "note": "The line is 124 kilometres long, not 142."}]
        parts = {"translations": [russian], "corrections": corrections, "tags": [{"slug": "rails", "name": "Rails"}]}
        story = content.publish(article(number, image=PICTURE if number % 2 else None, **parts))
        content.list(story, "en/category/economy")
        cyrillic = content.publish(article(number, "uz-Cyrl", image=PICTURE if number % 2 else None, **CYRILLIC))
        content.list(cyrillic, "uz-Cyrl/category/economy")
    content.blocks(Economy=[5, 4, 3, 2, 1])
    content.blocks("uz-Cyrl", Иқтисодиёт=[5, 4, 3, 2, 1])
    content.publish(article(4, "uz-Cyrl", slug="every-element", body_html=render_body(EVERYTHING, "html"), **CYRILLIC))
    gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "note": {"S": "A figure was wrong."}}}
    content.put("ArticlesTable", address={"S": "en/gone"}, gone=gone, id={"S": "01"}, lang={"S": "en"})


PAGES = (
    "/en",
    "/uz-Cyrl",
    ARTICLE,
    EVERY_ELEMENT,
    "/en/category/economy",
    "/uz-Cyrl/category/economy",
    "/en/archive",
    "/uz-Cyrl/archive/2025-12-18",
    "/en/gone",
    "/v1/subscriptions/confirm",
)


def failing(visit, *statuses):
    """A browser notes each answer that is an error; these are meant."""
    visit.expected += [f"status of {status}" for status in statuses]


@pytest.mark.parametrize("path", PAGES)
def test_is_accessible_to_everyone(visit, path):
    check_accessibility(visit(path))
    failing(visit, 410, 404)  # the withdrawn story, the picture that is not there


def check_accessibility(page):
    """Fails for what axe finds on a phone by night, and on a desk by day."""
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def check_large_text(page):
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def check_width(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", PAGES)
def test_fits_the_screen(visit, path):
    page = visit(path)
    failing(visit, 404, 410)  # the picture that is not there, the withdrawn story
    check_width(page)


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "Ў" * 300, "dek": "W" * 1000},
        {"title": "ordinary words " * 20, "dek": "ordinary words " * 66},
        {"body_html": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) * 110},
        {"image": PICTURE, "body_html": f'<figure><img src="{PICTURE["crops"][0]["url"]}" alt=""></figure>' * 30},
        {"authors": [{"slug": f"a{n}", "name": "N" * 200, "role": "R" * 300} for n in range(10)]},
        {"body_html": f"<table><tr>{'<td>1,234,567.89</td>' * 14}</tr></table>"},
        {"tags": [{"slug": f"tag-{number}", "name": "T" * 200} for number in range(20)]},
        {
            "translations": [
                {"lang": lang, "id": lang, "slug": lang, "url": f"https://news.example/{lang}", "title": "W" * 300}
                for lang in ("ru", "uz", "uz-Cyrl", "kk")
            ]
        },
    ],
    ids=["one word", "headline", "body", "pictures", "authors", "table", "tags", "translations"],
)
def test_fits_the_screen_with_the_most_that_an_article_may_have(visit, content, parts):
    content.publish(article(30, **parts))
    check_width(visit("/en/the-railway-has-crossed-the-pass-30"))
    check_width(visit("/en"))


@pytest.mark.parametrize("path", ["/en", ARTICLE, EVERY_ELEMENT, "/en/category/economy", "/en/archive"])
def test_fits_a_phone_with_text_of_twice_the_size(visit, path):
    failing(visit, 404)  # the picture that is not there
    check_large_text(visit(path, width=360))


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_small_site_is_whole(visit, content, monkeypatch, count, width):
    """Without rates, pictures, sections, a Telegram channel and mailing lists."""
    monkeypatch.setenv("TELEGRAM_CHANNELS", "")
    monkeypatch.setenv("MAIL_LISTS", "")
    for number in range(1, count + 1):
        content.publish(article(number, "uz"))
    content.delete_rates()
    page = visit("/uz", width=width)
    assert page.locator("main .card").count() == count
    assert page.locator(".strip, .subscribe, .sections, .breaking").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    check_accessibility(page)


def test_shows_each_rate_whole_and_as_one_line_of_text(visit):
    page = visit("/en")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(COPIED) == RATES_LINES
        ends = page.evaluate(
            "[...document.querySelectorAll('.strip .v')].map((it) => [it.scrollWidth, it.offsetWidth])"
        )
        assert all(needed <= given for needed, given in ends)
        tops = page.evaluate("[...document.querySelectorAll('.strip li')].map((it) => it.getBoundingClientRect().y)")
        assert len(set(tops)) == 1


def test_sets_lines_of_at_most_75_characters(visit):
    narrow, wide = (visit(ARTICLE).evaluate(COLUMN) / letter for letter in TEXT_LETTER)
    assert 45 <= wide < narrow <= 80


def test_aligns_the_cells_of_a_table_as_the_editor_did(visit, content):
    table = "|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|"
    content.publish(article(5, slug="table", body_html=render_body(table, "markdown")))
    cells = visit("/en/table").evaluate(
        "[...document.querySelectorAll('.body td')].map((cell) => getComputedStyle(cell).textAlign)"
    )
    assert cells == ["start", "left", "center", "right"]


def test_is_dark_for_who_wants_it_dark(visit):
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert visit(ARTICLE, color_scheme="light").evaluate(paper) == "rgb(255, 255, 255)"
    assert visit(ARTICLE, color_scheme="dark").evaluate(paper) == "rgb(18, 21, 22)"


def test_leads_from_the_front_page_to_an_article_and_back(visit):
    page = visit("/")
    page.locator(".card.lead a").click()
    assert page.locator(".body p").last.inner_text() == PARAGRAPHS[-1]
    page.get_by_role("link", name="Gazette").first.click()
    assert page.url.endswith("/en")


def test_leads_from_the_newest_stories_to_the_oldest_and_back(visit):
    page = visit("/en")
    page.get_by_role("link", name="All news").first.click()
    page.get_by_role("link", name="Older stories").click()
    assert page.locator("main .card").count() == 5
    page.get_by_role("link", name="Newer stories").click()
    assert page.url.endswith("/en/archive")


def test_a_whole_story_is_its_link(visit):
    page = visit("/en")
    box = page.locator(".card.lead .picture").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/en/the-railway*")


def test_can_be_used_with_the_keyboard(visit):
    page = visit(ARTICLE)
    stations = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const { activeElement: it } = document;
              const outlined = it.closest(".card") ?? it;
              const { outlineStyle, outlineWidth } = getComputedStyle(outlined);
              const { x, width, height } = it.getBoundingClientRect();
              const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
              const onScreen = x >= 0 && width > 0 && height > 0;
              return it === document.body ? null : [it.name || it.textContent.trim(), seen, onScreen];
            }"""
        )
        if at is None:
            break
        stations.append(at)
    names = [name for name, *_ in stations]
    assert names[:12] == [
        "Skip to the content",
        "Gazette",
        *("English", "Русский", "Oʻzbekcha", "Ўзбекча"),
        *("q", ""),  # the search field and its button, which has an icon
        *("News", "Economy"),
        *("Currency rates from 18/12/2025", "Converter"),
    ]
    assert names[12:16] == ["Economy", "Telegram", "Copy link", "Поезд"]
    at = names.index("email")
    assert names[at - 1 : at + 7] == [
        "Subscribe to our Telegram channel",
        "email",
        "Subscribe",
        *["lists"] * 3,
        "consent",
        "Change or end your subscription",
    ]
    assert all(outlined and on_screen for _, outlined, on_screen in stations), stations


def test_can_be_skipped_to_the_content(visit):
    page = visit(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Economy"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("button", "opened"), [("Menu", "#menu"), ("Languages", "#languages")])
def test_menu_and_languages_open_on_a_phone_and_close_with_escape(visit, button, opened, script):
    page = visit("/en", width=360, java_script_enabled=script)
    assert not page.locator(opened).is_visible()
    page.get_by_role("button", name=button).click()
    assert page.locator(opened).is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(opened).is_visible()
    page.keyboard.press("Enter")  # the focus is on the button again
    assert page.locator(opened).is_visible()


def test_times_of_the_last_day_become_relative_and_stay_readable_without_script(visit, content):
    at = datetime.now(UTC) - timedelta(hours=3, minutes=1)
    for lang in ("en", "uz-Cyrl"):
        content.publish(article(40, lang, slug="fresh", published_at=timestamp(at), updated_at=timestamp(at)))
    assert visit("/en").locator(".lead time").inner_text() == "3 hr ago"
    assert visit("/uz-Cyrl").locator(".lead time").inner_text() == "3 соат олдин"
    absolute = visit("/en", java_script_enabled=False).locator(".lead time").inner_text()
    assert str(at.year) in absolute
    assert visit("/en").locator(".lead time").get_attribute("title") == absolute


def test_breaking_news_leave_a_page_that_a_cache_has_kept_too_long(visit, content):
    until = timestamp(datetime.now(UTC) + timedelta(hours=1))
    story = article(41, title="It has happened", breaking_until=until)
    content.list(story, "en/front", breaking_until={"S": until})
    page = visit("/en")
    assert page.get_by_role("region", name="Breaking").get_by_role("link").inner_text() == "It has happened"
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=2))
    page.reload()
    assert not page.locator(".breaking").is_visible()


def test_a_video_is_loaded_by_a_click_and_by_nothing_else(visit, content):
    content.publish(article(6, slug="video", body_html=render_body(f"Before.\n\n[A film]({VIDEO})", "markdown")))
    page = visit("/en/video")
    framed = []
    page.route("https://www.youtube-nocookie.com/**", lambda route: (framed.append(1), route.fulfill(body="Player")))
    assert page.locator("iframe").count() == 0
    page.get_by_role("button", name="Load the video").click()
    assert page.locator("iframe").get_attribute("title") == "A film"
    page.frame_locator("iframe").get_by_text("Player").wait_for()
    box, figure = (page.locator(selector).bounding_box() for selector in ("iframe", "figure.embed"))
    assert box["width"] == figure["width"]
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.02
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert framed
    visit.expected.append("youtube-nocookie")


def test_a_video_is_a_link_without_script(visit, content):
    content.publish(article(6, slug="video", body_html=render_body(VIDEO, "markdown")))
    page = visit("/en/video", java_script_enabled=False)
    assert page.get_by_role("button", name="Load the video").count() == 0
    assert page.get_by_role("link", name="Open on youtube.com").get_attribute("href") == VIDEO


def test_the_address_can_be_copied_and_shared(visit):
    page = visit(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").first.click()
    page.get_by_text("Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://news.example{ARTICLE}"
    shared = page.get_by_role("link", name="Telegram", exact=True).first.get_attribute("href")
    assert shared.startswith("https://t.me/share/url?url=https%3A//news.example/en/the-railway")


def test_the_choices_of_the_form_unfold_when_somebody_is_in_it(visit):
    page = visit("/en")
    assert not page.get_by_label("Weekly digest").is_visible()
    page.locator("#email").focus()
    assert page.get_by_label("Weekly digest").is_visible()
    page.locator("#email").fill("reader@example.org")
    page.locator("h1").click(force=True)
    assert page.get_by_label("Weekly digest").is_visible()


def test_prints_the_article_and_nothing_around_it(visit):
    page = visit(ARTICLE)
    page.emulate_media(media="print")
    assert page.locator(".body").is_visible()
    assert page.locator(".hero").is_visible()
    for hidden in ("nav", ".strip", ".subscribe", ".skip", ".rail", ".share", ".foot"):
        assert not page.locator(hidden).first.is_visible()


def test_prints_all_stories_of_a_section(visit):
    page = visit("/en/category/economy")
    count = page.locator("main .card").count()
    page.emulate_media(media="print")
    assert page.locator("main .card:visible").count() == count > 5


def test_no_picture_moves_the_text(visit):
    """Each has its size before it is loaded."""
    page = visit("/en")
    sizes = page.evaluate("[...document.images].map((it) => [it.getAttribute('width'), it.getAttribute('height')])")
    assert sizes
    assert all(width and height for width, height in sizes)


class TestSignup:
    def test_asks_for_a_list_where_none_is_chosen(self, visit):
        page = visit(ARTICLE)
        self.fill(page)
        page.get_by_label("Daily digest").uncheck()
        page.get_by_role("button", name="Subscribe").click()
        assert page.locator(".subscribe [role=status]").inner_text() == "Please choose at least one list."
        assert page.locator("#email").input_value() == "reader@example.org"

    def test_comes_again_without_script_with_what_was_entered(self, visit):
        page = visit("/ru", java_script_enabled=False)
        page.locator("#email").fill("reader@example.org")
        page.locator("[name=consent]").check()
        page.locator("[name=lists]:checked").uncheck()
        page.locator("main form button").click()
        assert page.get_by_role("alert").inner_text() == "Выберите хотя бы одну рассылку."
        assert page.locator("#email").input_value() == "reader@example.org"
        page.locator("[value=weekly]").check()
        page.locator("main form button").click()
        page.get_by_role("heading", name="Загляните в почту").wait_for()
        failing(visit, 422)

    def fill(self, page):
        page.locator("#email").fill("reader@example.org")
        page.get_by_label("I agree").check()

    def test_answers_in_its_place(self, visit):
        page = visit(ARTICLE)
        self.fill(page)
        with page.expect_response("**/v1/subscriptions") as sent:
            page.get_by_role("button", name="Subscribe").click()
        assert sent.value.status == 202
        assert page.locator(".subscribe [role=status]").inner_text().startswith("Thank you.")
        assert page.locator("#email").input_value() == ""
        assert page.url.endswith(ARTICLE)

    @pytest.mark.parametrize(("path", "answer"), [(ARTICLE, "Please look into your mailbox"), ("/ru", "Откройте")])
    def test_works_without_script_in_the_language_of_the_page(self, visit, path, answer):
        page = visit(path, java_script_enabled=False, locale="en-GB")
        page.locator("[name=email]").fill("reader@example.org")
        page.locator("[name=consent]").check()
        page.locator("main form button").click()
        page.wait_for_url("**/v1/subscriptions")
        assert answer in page.locator("main").inner_text()

    def test_sends_the_fields_that_the_api_takes_and_not_what_a_program_filled_into_the_hidden_one(self, visit):
        page = visit(ARTICLE)
        self.fill(page)
        page.evaluate("document.querySelector('.trap input').value = 'https://reader.example'")
        page.get_by_label("Weekly digest").check()
        with page.expect_request("**/v1/subscriptions") as sent:
            page.get_by_role("button", name="Subscribe").click()
        fields = [pair.split("=")[0] for pair in sent.value.post_data.split("&")]
        assert fields == ["lang", "email", "lists", "lists", "consent", "remark"]
        assert sent.value.post_data.endswith("remark=")
        assert sent.value.headers["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"

    @pytest.mark.parametrize(
        ("status", "text"), [(422, "This did not work."), (500, "We could not be reached."), (None, "We could not")]
    )
    def test_says_what_to_do_where_it_did_not_work(self, visit, status, text):
        page = visit(ARTICLE)
        problem = {"status": status, "content_type": "application/problem+json", "body": json.dumps({"status": status})}
        page.route("**/v1/subscriptions", lambda route: route.fulfill(**problem) if status else route.abort())
        self.fill(page)
        page.get_by_role("button", name="Subscribe").click()
        page.get_by_text(text).wait_for()
        assert page.locator("#email").input_value() == "reader@example.org"
        assert page.get_by_role("button", name="Subscribe").is_enabled()
        visit.complaints.clear()  # the browser notes the answer that was meant to fail

    def test_does_not_leave_the_browser_without_address_and_consent(self, visit):
        page = visit(ARTICLE)
        sent = []
        page.on("request", lambda request: sent.append(request.method))
        page.get_by_role("button", name="Subscribe").click()
        assert "POST" not in sent
        assert page.evaluate("document.activeElement.name") == "email"
