"""The front page of a language."""

from datetime import UTC, date, datetime

from functions.pages import handler as pages_handler
from functions.pages.handler import pages
from gazette.rates.public import headline
from gazette.subscriptions.public.channels import consent_texts
from tests.support.fake_cbu import DECEMBER_17, document
from tests.support.html import all_linked_data, alternates, attributes, page, text, texts
from tests.support.site_content import RATES_LINES, SITE, article


def test_shows_the_rates_line_character_by_character(content, get, monkeypatch):
    monkeypatch.setattr(pages_handler, "now", lambda: datetime(2025, 12, 18, 7, tzinfo=UTC))
    content.rates()
    front = page(get("/en"))
    assert text(front, ".strip h2") == "Currency rates from 18/12/2025"
    assert texts(front, ".strip li") == RATES_LINES


def test_says_that_the_rates_are_old_once_the_banks_next_ones_are_late(content, get, monkeypatch):
    content.rates()
    for day, late in ((18, []), (19, ["new rates are late"])):
        monkeypatch.setattr(pages_handler, "now", lambda day=day: datetime(2025, 12, day, 12, tzinfo=UTC))
        assert texts(page(get("/en")), ".strip .late") == late


def test_shows_the_last_confirmed_rate_of_what_is_held_without_percent(content, get, monkeypatch):
    monkeypatch.setattr(pages_handler, "now", lambda: datetime(2025, 12, 18, 7, tzinfo=UTC))
    content.sheets(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
    shown = texts(page(get("/en")), ".strip li")
    assert shown == ["$1 – 12105.78 UZS", *RATES_LINES[1:2], "₽1 – 150.07 UZS – -1.63%"]


def test_has_no_strip_where_no_sheet_is_in_force(get):
    assert page(get("/en")).query(".strip") == []


def test_shows_the_newest_first_and_links_to_each(content, get):
    for number in (1, 3, 2):
        content.publish(article(number, title=f"Story {number}"))
    front = page(get("/en"))
    assert texts(front, ".first h2 a") == ["Story 3", "Story 2", "Story 1"]
    assert attributes(front, ".first h2 a", "href")[0] == "/en/the-railway-has-crossed-the-pass-3"
    assert (text(front, ".lead .kicker"), text(front, ".lead .meta")) == ("Economy", "18 December 2025, 12:03")


def test_leads_with_the_pinned_and_shows_them_once(content, get):
    published = [content.publish(article(number, title=f"Story {number}")) for number in (1, 2, 3)]
    content.pin(published[0], rank=1)
    assert texts(page(get("/en")), ".first h2 a") == ["Story 1", "Story 3", "Story 2"]


def test_has_a_block_of_headlines_for_each_category_below_the_newest(content, get):
    for number in range(1, 24):
        content.publish(article(number, title=f"Story {number}"))
    content.blocks(Sport=[], Culture=[1, 2], Economy=[23, 3, 2, 1])
    front = page(get("/en"))
    assert len(texts(front, ".card h2, .latest a:not(.all)")) == 20
    assert texts(front, ".block h2") == ["Economy"]  # Culture has too few
    assert texts(front, ".block h3") == ["Story 3", "Story 2", "Story 1"]
    assert attributes(front, ".block h3 a", "href")[0] == "/en/the-railway-has-crossed-the-pass-3"


def test_says_so_where_nothing_has_been_published(get):
    assert "Nothing has been published yet." in text(page(get("/en")), "main")


def test_speaks_the_language_of_its_address(content, get):
    content.publish(article(1, "uz-Cyrl", title="Темир йўл довондан ўтди"))
    front = page(get("/uz-Cyrl"))
    document = front.query_one("html").attrs
    assert (document["lang"], document["dir"], document["data-hours"]) == ("uz-Cyrl", "ltr", "{n} соат олдин")
    assert texts(front, ".first h2 a") == ["Темир йўл довондан ўтди"]
    assert text(front, ".subscribe h2") == "Сўнгги янгиликлардан хабардор бўлинг"


def test_names_its_canonical_address_and_those_of_the_other_languages(get):
    front = page(get("/ru"))
    assert attributes(front, 'link[rel="canonical"]', "href") == [f"{SITE}/ru"]
    assert alternates(front) == {
        **{lang: f"{SITE}/{lang}" for lang in ("en", "ru", "uz", "uz-Cyrl")},
        "x-default": f"{SITE}/en",
    }
    [described] = all_linked_data(front)
    publisher, website = described["@graph"]
    assert (website["@type"], website["url"], website["inLanguage"]) == ("WebSite", f"{SITE}/ru", "ru")
    assert (publisher["@type"], publisher["url"]) == ("NewsMediaOrganization", SITE)
    assert website["publisher"]["@id"] == publisher["@id"]


def test_is_what_the_bare_host_shows_in_the_default_language(content, get):
    content.publish(article())
    assert get("/")["body"] == get("/en")["body"]


def test_invites_to_the_mailing_lists_and_to_telegram(get):
    front = page(get("/en"))
    form = front.query_one("form[method=post]")
    assert (form.attrs["method"], form.attrs["action"]) == ("post", "/v1/subscriptions")
    assert {field.attrs["name"] for field in form.query("input")} == {
        "lang",
        "email",
        "lists",
        "consent",
        "remark",
    }
    assert attributes(form, '[name="lists"]', "value") == ["breaking", "daily", "weekly"]
    assert attributes(form, '[href^="/v1/subscriptions/manage"]', "href") == ["/v1/subscriptions/manage?lang=en"]
    assert text(front, ".telegram") == "Subscribe to our Telegram channel"
    assert attributes(front, ".telegram a", "href") == ["https://t.me/gazette_en"]


def test_has_no_form_without_a_list_and_no_invitation_without_a_channel_either(get, monkeypatch):
    monkeypatch.setenv("MAIL_LISTS", "")
    assert page(get("/en")).query("form[method=post]") == []
    assert text(page(get("/en")), ".telegram") == "Subscribe to our Telegram channel"
    assert page(get("/ru")).query(".subscribe") == []


def test_asks_for_consent_to_exactly_the_text_that_it_names(get):
    for lang in pages.languages:
        front = page(get(f"/{lang}"))
        [consent] = front.query('[name="consent"]')
        assert text(consent.parent, "span") == consent_texts()[consent.attrs["value"]]


def test_does_not_invite_to_telegram_where_there_is_no_channel(get):
    assert page(get("/ru")).query(".telegram") == []


def test_moves_who_writes_the_language_in_other_letters(get):
    answer = get("/uz-cyrl")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl")


def test_is_not_kept_past_the_banks_midnight(get, monkeypatch):
    monkeypatch.setattr(headline, "compute_expiry", lambda now: int(now.timestamp()) + 20)
    assert get("/en")["headers"]["cache-control"] in {
        f"public, max-age={second}, s-maxage={second}" for second in range(10, 21)
    }
