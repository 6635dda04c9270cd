"""The site over the template's tables: what stands in a page, and what caches and clients are told of it."""

import base64
import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from cli.local.stack import ROOT
from functions.pages.handler import handler, pages, readers
from gazette.rates import line
from gazette.times import timestamp
from tests.conftest import http_event, sample_event
from tests.web.markup import alternates, attributes, linked_data, meta, page, text, texts
from tests.web.paper import AUTHORS, PARAGRAPHS, RATES_LINES, SITE, Paper, article

ROUTES = {0: ("/", ()), 1: ("/{lang}", ("lang",)), 2: ("/{lang}/{slug}", ("lang", "slug"))}


@pytest.fixture
def paper(dynamodb, stack):
    return Paper(dynamodb, stack)


@pytest.fixture
def get(context):
    def get(path, query="", method="GET", **headers):
        parts = [part for part in path.split("/") if part]
        route, names = ROUTES[len(parts)]
        params = dict(zip(names, parts, strict=True))
        if parts[:1] == ["assets"]:
            route, params = "/assets/{file}", {"file": parts[1]}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return handler(http_event(f"{method} {route}", path=path, params=params, query=query, headers=sent), context)

    return get


class TestFront:
    def test_shows_the_rates_line_character_by_character(self, paper, get):
        paper.rates()
        front = page(get("/en"))
        assert text(front, ".rates p") == "Currency rates from 18/12/2025"
        assert texts(front, ".rates li") == RATES_LINES

    def test_has_no_strip_where_no_sheet_is_in_force(self, get):
        assert page(get("/en")).query(".rates") == []

    def test_shows_the_newest_first_and_links_to_each(self, paper, get):
        for number in (1, 3, 2):
            paper.publish(article(number, title=f"Story {number}"))
        front = page(get("/en"))
        assert texts(front, ".stories h2") == ["Story 3", "Story 2", "Story 1"]
        assert attributes(front, ".stories h2 a", "href")[0] == "/en/the-railway-has-crossed-the-pass-3"
        assert texts(front, ".stories .label")[0] == "Economy · 18 December 2025, 12:03"

    def test_leads_with_the_pinned_and_shows_them_once(self, paper, get):
        published = [paper.publish(article(number, title=f"Story {number}")) for number in (1, 2, 3)]
        paper.pin(published[0], rank=1)
        assert texts(page(get("/en")), ".stories h2") == ["Story 1", "Story 3", "Story 2"]

    def test_says_so_where_nothing_has_been_published(self, get):
        assert "Nothing has been published yet." in text(page(get("/en")), "main")

    def test_speaks_the_language_of_its_address(self, paper, get):
        paper.publish(article(1, "uz-Cyrl", title="Темир йўл довондан ўтди"))
        front = page(get("/uz-Cyrl"))
        assert front.query_one("html").attrs == {"lang": "uz-Cyrl", "dir": "ltr"}
        assert texts(front, ".stories h2") == ["Темир йўл довондан ўтди"]
        assert text(front, ".stay h2") == "Сўнгги янгиликлардан хабардор бўлинг"

    def test_tells_search_engines_its_address_and_those_of_the_other_languages(self, get):
        front = page(get("/ru"))
        assert attributes(front, 'link[rel="canonical"]', "href") == [f"{SITE}/ru"]
        assert alternates(front) == {
            **{lang: f"{SITE}/{lang}" for lang in ("en", "ru", "uz", "uz-Cyrl")},
            "x-default": f"{SITE}/en",
        }
        described = linked_data(front)
        assert (described["@type"], described["url"], described["inLanguage"]) == ("WebSite", f"{SITE}/ru", "ru")

    def test_is_what_the_bare_host_shows_in_the_default_language(self, paper, get):
        paper.publish(article())
        assert get("/")["body"] == get("/en")["body"]

    def test_invites_to_the_mailing_lists_and_to_telegram(self, get):
        front = page(get("/en"))
        form = front.query_one("form")
        assert (form.attrs["method"], form.attrs["action"]) == ("post", "/v1/subscriptions")
        assert {field.attrs["name"] for field in form.query("input")} == {
            "lang",
            "email",
            "lists",
            "consent",
            "website",
        }
        assert attributes(form, '[name="lists"]', "value") == ["breaking", "daily", "weekly"]
        assert text(front, ".telegram") == "Subscribe to our Telegram channel"
        assert attributes(front, ".telegram a", "href") == ["https://t.me/gazette_en"]

    def test_asks_for_consent_to_exactly_the_text_that_it_names(self, get):
        from gazette.subscriptions.channels import CONSENT_TEXTS

        for lang in pages.languages:
            front = page(get(f"/{lang}"))
            [consent] = front.query('[name="consent"]')
            assert text(consent.parent, "span") == CONSENT_TEXTS[consent.attrs["value"]]

    def test_does_not_invite_to_telegram_where_there_is_no_channel(self, get):
        assert page(get("/ru")).query(".telegram") == []

    def test_moves_who_writes_the_language_in_other_letters(self, get):
        answer = get("/uz-cyrl")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl")

    def test_is_not_kept_past_the_banks_midnight(self, get, monkeypatch):
        monkeypatch.setattr(line, "valid_until", lambda now: int(now.timestamp()) + 20)
        assert get("/en")["headers"]["cache-control"] in ("public, max-age=20, s-maxage=20", *FEWER)


FEWER = ("public, max-age=19, s-maxage=19",)
"""The second may turn between the two looks at the clock."""


class TestArticle:
    @pytest.fixture
    def published(self, paper):
        paper.rates()
        russian = {"lang": "ru", "id": "01JFBM5T00Q5W8YV2K4N6P9999", "slug": "poezd", "title": "Поезд на перевале"}
        translation = {**russian, "url": f"{SITE}/ru/poezd"}
        return paper.publish(article(translations=[translation], updated_at="2025-12-18T09:30:00Z"))

    @pytest.fixture
    def path(self, published):
        return f"/en/{published['slug']}"

    def test_has_headline_dek_place_and_every_paragraph(self, get, path):
        document = page(get(path))
        assert text(document, "h1") == "The railway has crossed the high pass"
        assert text(document, "header .dek") == "After eleven winters of work the last rail lies at 2,266 metres."
        first, *others = texts(document, ".body p")
        assert first == f"Tashkent, Uzbekistan — {PARAGRAPHS[0]}"
        assert others == PARAGRAPHS[1:]

    def test_is_signed_with_name_and_title_of_each_author(self, get, path):
        document = page(get(path))
        assert text(document, ".byline") == "By Bakhtiyor Alimov and Lola Karimova"
        assert texts(document, ".author") == [f"{author['name']} {author['role']}" for author in AUTHORS]

    def test_says_when_it_was_published_and_changed_in_the_sites_time_zone(self, get, path):
        document = page(get(path))
        assert texts(document, "article time") == ["18 December 2025, 12:01", "18 December 2025, 14:30"]
        assert attributes(document, "article time", "datetime") == ["2025-12-18T07:01:00Z", "2025-12-18T09:30:00Z"]

    def test_carries_the_rates_line_and_the_invitation(self, get, path):
        document = page(get(path))
        assert texts(document, ".rates li") == RATES_LINES
        assert len(document.query(".stay form")) == 1

    def test_leads_to_its_translations(self, get, path):
        document = page(get(path))
        assert attributes(document, "article footer a", "href") == ["/ru/poezd"]
        switch = dict(zip(texts(document, "nav a"), attributes(document, "nav a", "href"), strict=True))
        assert switch == {"English": path, "Русский": "/ru/poezd", "Oʻzbekcha": "/uz", "Ўзбекча": "/uz-Cyrl"}

    def test_tells_machines_what_it_is(self, published, get, path):
        document = page(get(path))
        head = meta(document)
        assert text(document, "title") == "The railway has crossed the high pass – Gazette"
        assert head["description"] == head["og:description"] == published["dek"]
        assert (head["og:type"], head["og:title"], head["og:url"]) == ("article", published["title"], published["url"])
        assert head["article:published_time"] == "2025-12-18T07:01:00Z"
        assert head["article:modified_time"] == "2025-12-18T09:30:00Z"
        assert head["twitter:card"] == "summary"
        assert "robots" not in head
        assert attributes(document, 'link[rel="canonical"]', "href") == [published["url"]]
        assert alternates(document) == {
            "en": published["url"],
            "ru": f"{SITE}/ru/poezd",
            "x-default": published["url"],
        }
        assert linked_data(document) == published["jsonld"]

    def test_shows_what_was_corrected(self, paper, get):
        note = "The line is 124 kilometres long, not 142."
        paper.publish(article(corrections=[{"at": "2025-12-18T09:30:00Z", "note": note}]))
        corrections = text(page(get("/en/the-railway-has-crossed-the-pass-1")), ".corrections")
        assert corrections == f"Corrections 18 December 2025: {note}"

    def test_needs_nothing_but_headline_and_body(self, paper, get):
        bare = article(dek=None, dateline=None, authors=[], categories=[])
        document = page(get(f"/en/{paper.publish(bare)['slug']}"))
        assert texts(document, ".body p") == PARAGRAPHS
        assert document.query(".byline, .dek, .author") == []
        assert meta(document)["description"] == bare["title"]

    def test_puts_the_place_before_a_body_that_begins_with_no_paragraph(self, paper, get):
        paper.publish(article(body_html="<h2>First</h2>\n<p>Then.</p>"))
        document = page(get("/en/the-railway-has-crossed-the-pass-1"))
        assert texts(document, ".body p") == ["Tashkent, Uzbekistan —", "Then."]

    def test_lets_a_wide_table_be_scrolled_with_the_keyboard(self, paper, get):
        table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
        paper.publish(article(body_html=f"<p>Before.</p>{table}<p>After.</p>"))
        body = page(get("/en/the-railway-has-crossed-the-pass-1")).query_one(".body")
        assert attributes(body, ".wide", "tabindex") == ["0"]
        assert len(body.query(".wide > table td")) == 1
        assert texts(body, ".body > p") == ["Tashkent, Uzbekistan — Before.", "After."]

    def test_lets_no_text_out_of_its_place(self, paper, get):
        hostile = """</title></script><script>alert(1)</script><img src=x onerror=alert(1)> "' & --> <!--"""
        paper.publish(
            article(
                title=hostile,
                dek=hostile,
                dateline=hostile,
                authors=[{"slug": None, "name": hostile, "role": hostile}],
                categories=[{"slug": "x", "name": hostile}],
                translations=[{"lang": "ru", "id": "0", "slug": "x", "url": f'{SITE}/"><b>', "title": hostile}],
                jsonld={"headline": hostile},
            )
        )
        for path in ("/en/the-railway-has-crossed-the-pass-1", "/en"):
            document = page(get(path))
            assert len(document.query("script")) == 2  # JSON-LD and the one script
            assert document.query("img, b > b") == []
            assert hostile in texts(document, "h1, .lead h2")
        article_page = page(get("/en/the-railway-has-crossed-the-pass-1"))
        assert linked_data(article_page)["headline"] == hostile
        assert meta(article_page)["og:title"] == hostile

    def test_moves_from_a_former_slug(self, paper, published, get, path):
        paper.put("ArticlesTable", address={"S": "en/old"}, moved_to={"S": published["id"]}, id={"S": published["id"]})
        answer = get("/en/old", query="utm_source=letter")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, path)
        assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"

    def test_says_that_it_was_withdrawn_when_and_why(self, paper, get):
        gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "note": {"S": "A figure was <wrong>."}}}
        paper.put("ArticlesTable", address={"S": "ru/gone"}, gone=gone, id={"S": "01"}, lang={"S": "ru"})
        answer = get("/ru/gone")
        assert answer["statusCode"] == 410
        assert answer["headers"]["cache-control"] == "public, max-age=10"
        document = page(answer)
        assert text(document, "h1") == "Этот материал снят с публикации"
        assert text(document, "blockquote") == "A figure was <wrong>."
        assert text(document, "main .label") == "Снят с публикации 20 декабря 2025"

    def test_leads_from_a_withdrawn_story_to_its_successor(self, paper, published, get, path):
        gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "successor": {"S": published["id"]}}}
        paper.put("ArticlesTable", address={"S": "en/gone"}, gone=gone, id={"S": "01"}, lang={"S": "en"})
        answer = get("/en/gone")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, path)

    def test_is_not_kept_past_its_planned_withdrawal(self, paper, get):
        soon = timestamp(datetime.now(UTC) + timedelta(seconds=11))
        paper.publish(article(), unpublish_at={"S": soon})
        kept = get("/en/the-railway-has-crossed-the-pass-1")["headers"]["cache-control"]
        assert kept in {f"public, max-age={second}, s-maxage={second}" for second in (9, 10, 11)}


class TestEveryPage:
    @pytest.fixture(autouse=True)
    def _published(self, paper):
        paper.publish(article())

    PAGES = ("/", "/en", "/en/the-railway-has-crossed-the-pass-1")

    @pytest.mark.parametrize("path", PAGES)
    def test_is_kept_for_a_short_time_and_asked_for_again_by_its_etag(self, get, path):
        answer = get(path)
        assert answer["statusCode"] == 200
        assert answer["headers"]["content-type"] == "text/html; charset=utf-8"
        assert answer["headers"]["cache-control"] == "public, max-age=30, s-maxage=60, stale-while-revalidate=30"
        again = get(path, if_none_match=answer["headers"]["etag"])
        assert again["statusCode"] == 304
        assert not again.get("body")

    @pytest.mark.parametrize("path", PAGES)
    def test_answers_head_without_a_body(self, get, path):
        head, whole = get(path, method="HEAD"), get(path)
        assert (head["statusCode"], head["body"]) == (200, "")
        assert head["headers"] == whole["headers"]

    @pytest.mark.parametrize("path", PAGES)
    def test_ignores_what_mailers_append(self, get, path):
        assert get(path, query="utm_source=letter&utm_source=twice&fbclid=1")["body"] == get(path)["body"]

    @pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
    def test_lets_a_browser_take_only_images_from_other_hosts(self, get, path):
        headers = get(path)["headers"]
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy.pop("default-src") == policy.pop("base-uri") == policy.pop("frame-ancestors") == "'none'"
        assert policy.pop("img-src") == "'self' https:"
        assert set(policy.values()) == {"'self'"}
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"

    @pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
    def test_has_no_style_script_or_handler_of_its_own(self, get, path):
        document = page(get(path))
        assert document.query("style, [style], [onclick], [onerror], [onload]") == []
        assert all(
            "src" in script.attrs or script.attrs["type"] == "application/ld+json"
            for script in document.query("script")
        )

    @pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
    def test_numbers_nothing_twice_and_names_what_it_refers_to(self, get, path):
        document = page(get(path))
        ids = attributes(document, "[id]", "id")
        assert len(ids) == len(set(ids))
        assert set(attributes(document, "label[for]", "for")) <= set(ids)
        assert set(attributes(document, "[aria-labelledby]", "aria-labelledby")) <= set(ids)


class TestErrors:
    @pytest.mark.parametrize(
        ("path", "lang", "heading"),
        [
            ("/en/nothing", "en", "There is no such page"),
            ("/uz/nothing", "uz", "Bunday sahifa yoʻq"),
            ("/favicon.ico", "en", "There is no such page"),
            ("/xx/nothing", "en", "There is no such page"),
            ("/assets/nothing.css", "en", "There is no such page"),
        ],
    )
    def test_an_unknown_address_is_a_page_in_its_language(self, get, path, lang, heading):
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["cache-control"]) == (404, "public, max-age=10")
        document = page(answer)
        assert document.query_one("html").attrs["lang"] == lang
        assert text(document, "h1") == heading
        assert meta(document)["robots"] == "noindex"

    def test_an_unknown_address_has_no_body_for_head(self, get):
        answer = get("/en/nothing", method="HEAD")
        assert (answer["statusCode"], answer["body"]) == (404, "")

    def test_says_when_to_come_back_where_the_tables_do_not_answer(self, get, monkeypatch):
        for reader in readers:
            reader.close()
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        for path in ("/ru", "/ru/anything"):
            answer = get(path)
            assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
            assert answer["headers"]["cache-control"] == "no-store"
            assert text(page(answer), "h1") == "Сейчас слишком много запросов"

    def test_tells_nothing_of_what_went_wrong_here(self, paper, get):
        paper.put("ArticlesTable", address={"S": "en/broken"}, view={"B": b"not gzip"})
        answer = get("/en/broken")
        assert (answer["statusCode"], answer["headers"]["cache-control"]) == (500, "no-store")
        assert text(page(answer), "h1") == "Something went wrong here"
        assert "gzip" not in answer["body"]

    def test_goes_on_with_the_next_request_after_a_failed_one(self, paper, get):
        paper.rates()
        paper.publish(article())
        get("/en/nothing")
        document = page(get("/en/the-railway-has-crossed-the-pass-1"))
        assert texts(document, ".rates li") == RATES_LINES


class TestAssets:
    def test_are_kept_for_ever_under_the_name_that_pages_give_them(self, get):
        front = page(get("/en"))
        paths = [
            *attributes(front, 'link[rel="stylesheet"]', "href"),
            *attributes(front, 'link[rel="icon"]', "href"),
            *attributes(front, "script[src]", "src"),
        ]
        types = []
        for path in paths:
            answer = get(path)
            assert answer["statusCode"] == 200
            assert answer["headers"]["cache-control"] == "public, max-age=31536000, immutable"
            assert answer["headers"]["x-content-type-options"] == "nosniff"
            types.append(answer["headers"]["content-type"])
        assert types == ["text/css; charset=utf-8", "image/svg+xml", "text/javascript; charset=utf-8"]

    def test_are_sent_packed_to_who_takes_that(self, get):
        path = pages.assets.path("site.css")
        packed, plain = get(path, accept_encoding="br, gzip"), get(path)
        assert packed["headers"]["content-encoding"] == "gzip"
        assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
        assert plain["body"] == (ROOT / "web/assets/site.css").read_text()

    def test_are_not_sent_again_to_who_has_them(self, get):
        path = pages.assets.path("site.js")
        assert get(path, if_none_match=get(path)["headers"]["etag"])["statusCode"] == 304

    def test_answer_for_a_while_under_the_names_of_an_earlier_deployment(self, get):
        answer = get("/assets/site.000000000000.css")
        assert answer["statusCode"] == 200
        assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"

    @pytest.mark.parametrize("file", ["site.txt", "..%2Ftexts%2Fen.json", "site", "%00", "site.css.map"])
    def test_are_those_of_the_folder_and_no_others(self, get, file):
        assert get(f"/assets/{file}")["statusCode"] == 404


@pytest.mark.parametrize("event", sorted(path.name for path in (ROOT / "events/pages").glob("*.json")))
def test_answers_every_sample_event(paper, context, event):
    paper.rates()
    paper.publish(article(slug="the-railway-has-crossed-the-pass"))
    answer = handler(sample_event(f"pages/{event}"), context)
    assert answer["statusCode"] == 200


def test_asks_the_distributions_parameter_where_the_site_has_no_address_of_its_own(get, monkeypatch):
    import boto3

    boto3.client("ssm").put_parameter(
        Name=os.environ["SITE_URL_PARAMETER"], Value="https://d111.example", Type="String", Overwrite=True
    )
    monkeypatch.setenv("SITE_URL", "")
    assert attributes(page(get("/ru")), 'link[rel="canonical"]', "href") == ["https://d111.example/ru"]


def test_starts_without_the_sdk_and_without_a_time_zone_of_the_system(stack):
    """In Lambda it has the core and web layers, Jinja2 and tzdata, and nothing else."""
    code = """
import functions.pages.handler, sys
heavy = {"boto3", "botocore", "urllib3", "pydantic", "aws_lambda_powertools", "email_validator", "moto"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    environment = {**os.environ, **stack.environment("PagesFunction"), "WEB_ROOT": str(ROOT / "web")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONTZPATH": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
