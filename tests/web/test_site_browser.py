"""The site in a browser: seen on a phone and on a desk, by day and by night, with a keyboard, without script."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from gazette.articles.body.renderer import render_body
from tests.support.glyph_widths import advance
from tests.support.site_content import EVERYTHING, PARAGRAPHS, RATES_LINES, article

WIDTHS = (360, 1280)
ARTICLE = "/en/the-railway-has-crossed-the-pass-1"
EVERY_ELEMENT = "/ru/every-element"

ROWS = """() => {
  const list = document.querySelector(".rates ul");
  const { fontSize } = getComputedStyle(list);
  const width = list.getBoundingClientRect().width;
  const gap = parseFloat(getComputedStyle(list).columnGap) || 0;
  const tops = [...list.children].map((it) => it.getBoundingClientRect().y);
  return { rows: new Set(tops).size, size: parseFloat(fontSize), width, gap };
}"""

COLUMN = """() => {
  const paragraph = document.querySelector(".body p");
  return paragraph.getBoundingClientRect().width / parseFloat(getComputedStyle(paragraph).fontSize);
}"""
"""Width of the text in em."""

TEXT_LETTER = (0.46, 0.53)
"""Average width in em of a letter of English text, in the narrowest and the widest of the text faces of our style."""


@pytest.fixture(autouse=True)
def _printed(content):
    content.rates()
    for number in (1, 2, 3):
        russian = {"lang": "ru", "id": "9", "slug": "poezd", "title": "Поезд", "url": "https://news.example/ru/poezd"}
        corrections = [{"at": "2025-12-18T09:30:00Z", "note": "The line is 124 kilometres long, not 142."}]
        content.publish(article(number, translations=[russian], corrections=corrections))
    content.publish(article(4, "ru", slug="every-element", body_html=render_body(EVERYTHING, "html")))
    gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "note": {"S": "A figure was wrong."}}}
    content.put("ArticlesTable", address={"S": "en/gone"}, gone=gone, id={"S": "01"}, lang={"S": "en"})


def failing(visit, *statuses):
    """A browser notes each answer that is an error; these are meant."""
    visit.complaints[:] = [text for text in visit.complaints if not any(f"status of {one}" in text for one in statuses)]


@pytest.mark.parametrize("path", ["/en", "/uz-Cyrl", ARTICLE, EVERY_ELEMENT, "/en/gone", "/v1/subscriptions/confirm"])
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


@pytest.mark.parametrize("path", ["/en", "/ru", ARTICLE, EVERY_ELEMENT])
def test_fits_the_screen(visit, path):
    page = visit(path)
    failing(visit, 404)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_sets_the_rates_all_in_one_row_or_one_below_the_other(visit):
    """None of them is broken over two lines, with the letters of tests/support/glyph_widths.py."""
    page = visit("/en")
    widths = [advance(line) for line in RATES_LINES]
    for width, rows in ((320, 3), (360, 3), (600, 3), (767, 3), (768, 1), (1280, 1)):
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(ROWS)
        assert found["rows"] == rows
        needed = max(widths) if rows == 3 else sum(widths)
        assert needed * found["size"] + (3 - rows) * found["gap"] <= found["width"]


def test_sets_lines_of_at_most_70_characters(visit):
    narrow, wide = (visit(ARTICLE).evaluate(COLUMN) / letter for letter in TEXT_LETTER)
    assert 45 <= wide < narrow <= 70


def test_aligns_the_cells_of_a_table_as_the_editor_did(visit, content):
    table = "|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|"
    content.publish(article(5, slug="table", body_html=render_body(table, "markdown")))
    cells = visit("/en/table").evaluate(
        "[...document.querySelectorAll('.body td')].map((cell) => getComputedStyle(cell).textAlign)"
    )
    assert cells == ["start", "left", "center", "right"]


def test_is_dark_for_who_wants_it_dark(visit):
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert visit(ARTICLE, color_scheme="light").evaluate(paper) == "rgb(253, 252, 249)"
    assert visit(ARTICLE, color_scheme="dark").evaluate(paper) == "rgb(22, 23, 23)"


def test_leads_from_the_front_page_to_an_article_and_back(visit):
    page = visit("/")
    page.get_by_role("link", name="The railway has crossed the high pass").first.click()
    assert page.locator(".body p").last.inner_text() == PARAGRAPHS[-1]
    assert page.locator(".rates li").all_inner_texts() == RATES_LINES
    page.get_by_role("link", name="Gazette").first.click()
    assert page.url.endswith("/en")


def test_can_be_used_with_the_keyboard(visit):
    page = visit(ARTICLE)
    stations = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const { activeElement: it } = document;
              const { outlineStyle, outlineWidth } = getComputedStyle(it);
              const { x, y, width, height } = it.getBoundingClientRect();
              const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
              const onScreen = x >= 0 && width > 0 && height > 0;
              return it === document.body ? null : [it.name || it.textContent.trim(), seen, onScreen];
            }"""
        )
        if at is None:
            break
        stations.append(at)
    names = [name for name, *_ in stations]
    assert names == [
        "Skip to the content",
        "Gazette",
        *("English", "Русский", "Oʻzbekcha", "Ўзбекча"),
        "Currency rates from 18/12/2025",
        "Поезд",
        "Subscribe to our Telegram channel",
        *("email", "lists", "lists", "lists", "consent", "Subscribe"),
        *("Gazette", "Official currency rates"),
    ]
    assert all(outlined and on_screen for _, outlined, on_screen in stations), stations


def test_can_be_skipped_to_the_content(visit):
    page = visit(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Поезд"


def test_prints_the_article_and_nothing_around_it(visit):
    page = visit(ARTICLE)
    page.emulate_media(media="print")
    assert page.locator(".body").is_visible()
    for hidden in ("nav", ".rates", ".stay", ".skip"):
        assert not page.locator(hidden).is_visible()


class TestSignup:
    def test_asks_for_a_list_where_none_is_chosen(self, visit):
        page = visit(ARTICLE)
        self.fill(page)
        page.get_by_label("Daily digest").uncheck()
        page.get_by_role("button", name="Subscribe").click()
        assert page.get_by_role("status").inner_text() == "Please choose at least one list."
        assert page.get_by_role("textbox", name="E-mail address").input_value() == "reader@example.org"

    def test_comes_again_without_script_with_what_was_entered(self, visit):
        page = visit("/ru", java_script_enabled=False)
        page.locator("#email").fill("reader@example.org")
        page.locator("[name=consent]").check()
        page.locator("[name=lists]:checked").uncheck()
        page.locator("form button").click()
        assert page.get_by_role("alert").inner_text() == "Выберите хотя бы одну рассылку."
        assert page.locator("#email").input_value() == "reader@example.org"
        page.locator("[value=weekly]").check()
        page.locator("form button").click()
        page.get_by_role("heading", name="Загляните в почту").wait_for()
        failing(visit, 422)

    def fill(self, page):
        page.get_by_role("textbox", name="E-mail address").fill("reader@example.org")
        page.get_by_label("I agree").check()

    def test_answers_in_its_place(self, visit):
        page = visit(ARTICLE)
        self.fill(page)
        with page.expect_response("**/v1/subscriptions") as sent:
            page.get_by_role("button", name="Subscribe").click()
        assert sent.value.status == 202
        assert page.get_by_role("status").inner_text().startswith("Thank you.")
        assert page.get_by_role("textbox", name="E-mail address").input_value() == ""
        assert page.url.endswith(ARTICLE)

    @pytest.mark.parametrize(("path", "answer"), [(ARTICLE, "Please look into your mailbox"), ("/ru", "Откройте")])
    def test_works_without_script_in_the_language_of_the_page(self, visit, path, answer):
        page = visit(path, java_script_enabled=False, locale="en-GB")
        page.locator("[name=email]").fill("reader@example.org")
        page.locator("[name=consent]").check()
        page.locator("form button").click()
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
        assert page.get_by_role("textbox", name="E-mail address").input_value() == "reader@example.org"
        assert page.get_by_role("button", name="Subscribe").is_enabled()
        visit.complaints.clear()  # the browser notes the answer that was meant to fail

    def test_does_not_leave_the_browser_without_address_and_consent(self, visit):
        page = visit(ARTICLE)
        sent = []
        page.on("request", lambda request: sent.append(request.method))
        page.get_by_role("button", name="Subscribe").click()
        assert "POST" not in sent
        assert page.evaluate("document.activeElement.name") == "email"
