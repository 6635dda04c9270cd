"""Pages in place of a page."""

import pytest

from functions.pages.handler import site
from gazette.aws.public.reader import Reader
from gazette.rates.public.queries import RateQueries
from tests.support.html import meta, page, text, texts
from tests.support.site_content import RATES_LINES, article


@pytest.mark.parametrize(
    ("path", "lang", "heading"),
    [
        ("/en/nothing", "en", "There is no such page"),
        ("/uz/nothing", "uz", "Bunday sahifa yoʻq"),
        ("/apple-touch-icon.png", "en", "There is no such page"),
        ("/xx/nothing", "en", "There is no such page"),
        ("/assets/nothing.css", "en", "There is no such page"),
    ],
)
def test_an_unknown_address_is_a_page_in_its_language(get, path, lang, heading):
    answer = get(path)
    assert (answer["statusCode"], answer["headers"]["cache-control"]) == (404, "public, max-age=10")
    document = page(answer)
    assert document.query_one("html").attrs["lang"] == lang
    assert text(document, "h1") == heading
    assert meta(document)["robots"] == "noindex"


def test_in_place_of_a_file_nothing_is_read_but_a_redirect(get, monkeypatch):
    """Programs that look for weak places ask for many."""
    asked, start = [], Reader.start
    monkeypatch.setattr(Reader, "start", lambda *arguments: asked.append(arguments[1]) or start(*arguments))
    for path in ("/wp-login.php", "/assets/nothing.css", "/.env"):
        assert get(path)["statusCode"] == 404
    assert asked == ["GetItem", "GetItem"]


def test_head_of_an_unknown_address_has_the_length_of_its_page(get):
    answer = get("/en/nothing", method="HEAD")
    assert (answer["statusCode"], answer) == (404, get("/en/nothing"))


def test_says_when_to_come_back_where_the_tables_do_not_answer(get, monkeypatch):
    for reader in site.readers:
        reader.close()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for path in ("/ru", "/ru/anything", "/ru/rates"):
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
        assert answer["headers"]["cache-control"] == "no-store"
        assert text(page(answer), "h1") == "Сейчас слишком много запросов"


def test_shows_no_detail_of_an_internal_error(content, get):
    content.put("ArticlesTable", address={"S": "en/broken"}, view={"B": b"not gzip"})
    answer = get("/en/broken")
    assert (answer["statusCode"], answer["headers"]["cache-control"]) == (500, "no-store")
    assert text(page(answer), "h1") == "Something went wrong here"
    assert "gzip" not in answer["body"]


def test_goes_on_with_the_next_request_after_a_failed_one(content, get):
    content.rates()
    content.publish(article())
    get("/en/nothing")
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert texts(document, ".strip li") == RATES_LINES


def test_goes_on_after_a_sheet_that_could_not_be_read(content, get, monkeypatch):
    """Answers about months and currencies were on their way when it failed."""
    content.sheets()
    with monkeypatch.context() as failing:
        failing.setattr(RateQueries, "read_sheet", lambda *_: 1 / 0)
        assert get("/en/rates")["statusCode"] == 500
    assert texts(page(get("/en/rates")), ".strip li") == RATES_LINES
    assert texts(page(get("/en")), ".strip li") == RATES_LINES
