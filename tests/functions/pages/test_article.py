"""The page of one article, or of what became of it."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.articles.body.renderer import render_body
from gazette.times import timestamp
from tests.support.html import all_linked_data, alternates, attributes, meta, page, text, texts
from tests.support.site_content import AUTHORS, PARAGRAPHS, RATES_LINES, SITE, article


@pytest.fixture
def published(content):
    content.rates()
    russian = {"lang": "ru", "id": "01JFBM5T00Q5W8YV2K4N6P9999", "slug": "poezd", "title": "Поезд на перевале"}
    translation = {**russian, "url": f"{SITE}/ru/poezd"}
    return content.publish(article(translations=[translation], updated_at="2025-12-18T09:30:00Z"))


@pytest.fixture
def path(published):
    return f"/en/{published['slug']}"


def test_has_headline_dek_place_and_every_paragraph(get, path):
    document = page(get(path))
    assert text(document, "h1") == "The railway has crossed the high pass"
    assert text(document, "header .dek") == "After eleven winters of work the last rail lies at 2,266 metres."
    first, *others = texts(document, ".body p")
    assert first == f"Tashkent, Uzbekistan — {PARAGRAPHS[0]}"
    assert others == PARAGRAPHS[1:]


def test_is_signed_with_name_and_title_of_each_author(get, path):
    document = page(get(path))
    assert text(document, ".byline .by") == "By"
    assert texts(document, ".byline p") == [f"{author['name']} {author['role']}" for author in AUTHORS]


def test_says_when_it_was_published_and_changed_in_the_sites_time_zone(get, path):
    document = page(get(path))
    assert texts(document, ".times time") == ["18 December 2025, 12:01", "14:30"]
    assert attributes(document, ".times time", "datetime") == ["2025-12-18T07:01:00Z", "2025-12-18T09:30:00Z"]


def test_carries_the_rates_line_and_the_invitation(get, path):
    document = page(get(path))
    assert texts(document, ".strip li") == RATES_LINES
    assert len(document.query(".subscribe form")) == 1


def test_leads_to_its_translations(get, path):
    document = page(get(path))
    assert attributes(document, ".translations a", "href") == ["/ru/poezd"]
    switch = dict(zip(texts(document, ".languages a"), attributes(document, ".languages a", "href"), strict=True))
    assert switch == {"English": path, "Русский": "/ru/poezd", "Oʻzbekcha": "/uz", "Ўзбекча": "/uz-Cyrl"}


def test_has_meta_tags_and_alternates(published, get, path):
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
    assert published["jsonld"] in all_linked_data(document)


def test_shows_what_was_corrected(content, get):
    note = "The line is 124 kilometres long, not 142."
    content.publish(article(corrections=[{"at": "2025-12-18T09:30:00Z", "note": note}]))
    corrections = text(page(get("/en/the-railway-has-crossed-the-pass-1")), ".corrections")
    assert corrections == f"Corrections 18 December 2025: {note}"


def test_needs_nothing_but_headline_and_body(content, get):
    bare = article(dek=None, dateline=None, authors=[], categories=[])
    document = page(get(f"/en/{content.publish(bare)['slug']}"))
    assert texts(document, ".body p") == PARAGRAPHS
    assert document.query(".byline, .dek, .author") == []
    assert meta(document)["description"] == bare["title"]


@pytest.mark.parametrize(
    ("opening", "paragraphs"),
    [
        ("<h2>First</h2>\n", ["Tashkent, Uzbekistan — Then."]),
        ('<figure><img src="/x.webp" alt=""></figure>\n', ["Tashkent, Uzbekistan — Then."]),
        ("<ul><li>First</li></ul>", ["Tashkent, Uzbekistan —", "Then."]),
    ],
)
def test_puts_the_place_before_the_first_paragraph_or_on_a_line_of_its_own(content, get, opening, paragraphs):
    content.publish(article(body_html=f"{opening}<p>Then.</p>"))
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert texts(document, ".body p") == paragraphs


def test_a_text_that_begins_with_letters_of_the_place_has_it_still(content, get):
    content.publish(article(dateline="Tashkent", body_html="<p>Tashkentians love tea.</p>"))
    assert texts(page(get("/en/the-railway-has-crossed-the-pass-1")), ".body p") == [
        "Tashkent — Tashkentians love tea."
    ]


def test_moves_who_writes_it_in_capital_letters(get):
    answer = get("/en/A-Slug")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/a-slug")


def test_links_of_a_paid_article_say_so(content, get):
    body = render_body("Look at [this](https://shop.example) and [that](/en).", "markdown")
    for number, label in ((1, {"slug": "sponsored", "name": "Sponsored"}), (2, None)):
        content.publish(article(number, label=label, body_html=body))
        rels = [link.attrs.get("rel") for link in page(get(f"{PATH[:-1]}{number}")).query(".body a")]
        assert rels == ["sponsored noopener" if label else "noopener", "noopener"]


def test_a_picture_of_another_site_waits_until_it_is_near(content, get):
    content.publish(article(body_html=render_body("![A mill](https://img.example/mill.png)", "markdown")))
    assert attributes(page(get(PATH)), ".body img", "loading") == ["lazy"]


def test_moves_who_writes_the_language_in_other_letters(get):
    answer = get("/EN/a-slug", query="utm_source=x")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/a-slug?utm_source=x")


def test_does_not_say_the_place_twice(content, get):
    content.publish(article(dateline="Osh & Jalal-Abad", body_html="<p>Osh &amp; Jalal-Abad (Agency) — It snowed.</p>"))
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert texts(document, ".body p") == ["Osh & Jalal-Abad (Agency) — It snowed."]


def test_lets_a_wide_table_be_scrolled_with_the_keyboard(content, get):
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    content.publish(article(body_html=f"<p>Before.</p>{table}<p>After.</p>"))
    body = page(get("/en/the-railway-has-crossed-the-pass-1")).query_one(".body")
    assert attributes(body, ".wide", "tabindex") == ["0"]
    assert len(body.query(".wide > table td")) == 1
    assert texts(body, ".body > p") == ["Tashkent, Uzbekistan — Before.", "After."]


def test_lets_no_text_out_of_its_place(content, get):
    hostile = """</title></script><script>alert(1)</script><img src=x onerror=alert(1)> "' & --> <!--"""
    content.publish(
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
        assert all(
            "src" in script.attrs or script.attrs["type"] == "application/ld+json"
            for script in document.query("script")
        )
        assert document.query("main img, b > b") == []
        assert hostile in texts(document, "h1, .lead h2")
    article_page = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert {"headline": hostile} in [{"headline": data.get("headline")} for data in all_linked_data(article_page)]
    assert meta(article_page)["og:title"] == hostile


def test_moves_from_a_former_slug(content, published, get, path):
    content.put("ArticlesTable", address={"S": "en/old"}, moved_to={"S": published["id"]}, id={"S": published["id"]})
    answer = get("/en/old", query="utm_source=letter")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, path)
    assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"


def test_says_that_it_was_withdrawn_when_and_why(content, get):
    gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "note": {"S": "A figure was <wrong>."}}}
    content.put("ArticlesTable", address={"S": "ru/gone"}, gone=gone, id={"S": "01"}, lang={"S": "ru"})
    answer = get("/ru/gone")
    assert answer["statusCode"] == 410
    assert answer["headers"]["cache-control"] == "public, max-age=10"
    document = page(answer)
    assert text(document, "h1") == "Этот материал снят с публикации"
    assert text(document, "blockquote") == "A figure was <wrong>."
    assert text(document, "main .meta") == "Снят с публикации 20 декабря 2025"


def test_leads_from_a_withdrawn_story_to_its_successor(content, published, get, path):
    gone = {"M": {"at": {"S": "2025-12-19T20:00:00Z"}, "successor": {"S": published["id"]}}}
    content.put("ArticlesTable", address={"S": "en/gone"}, gone=gone, id={"S": "01"}, lang={"S": "en"})
    answer = get("/en/gone")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, path)


def test_is_gone_from_the_moment_of_its_planned_withdrawal(content, get):
    content.publish(article(), unpublish_at={"S": timestamp(datetime.now(UTC))})
    answer = get("/en/the-railway-has-crossed-the-pass-1")
    assert (answer["statusCode"], text(page(answer), "h1")) == (410, "This story was withdrawn")


def test_is_not_kept_past_its_planned_withdrawal(content, get):
    soon = timestamp(datetime.now(UTC) + timedelta(seconds=11))
    content.publish(article(), unpublish_at={"S": soon})
    kept = get("/en/the-railway-has-crossed-the-pass-1")["headers"]["cache-control"]
    assert kept in {f"public, max-age={second}, s-maxage={second}" for second in range(1, 12)}


def test_has_the_texts_of_the_editors_for_search_engines(content, get):
    content.publish(article(seo={"title": "Railway: the pass", "description": "2,266 metres & eleven winters"}))
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    head = meta(document)
    assert (text(document, "title"), head["description"]) == ("Railway: the pass", "2,266 metres & eleven winters")
    assert text(document, "h1") == head["og:title"] == "The railway has crossed the high pass"
    assert head["og:description"].startswith("After eleven winters")


def test_shows_its_label_also_in_the_list(content, get):
    content.publish(article(label={"slug": "sponsored", "name": "Sponsored"}))
    assert (
        text(page(get("/en/the-railway-has-crossed-the-pass-1")), "article > header .kicker") == "Sponsored · Economy"
    )
    assert texts(page(get("/en")), ".card .kicker") == ["Sponsored · Economy"]


def test_a_page_of_the_site_has_no_date(content, get):
    content.publish(article(kind="page", categories=[], authors=[]))
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert meta(document)["og:type"] == "website"
    assert "article:published_time" not in meta(document)
    assert document.query("article time") == []


def test_a_view_of_the_former_format_is_shown(content, get):
    former = {name: value for name, value in article().items() if name not in ("kind", "order", "label", "seo")}
    content.publish(former)
    document = page(get("/en/the-railway-has-crossed-the-pass-1"))
    assert text(document, "title") == "The railway has crossed the high pass – Gazette"
    assert texts(document, ".times time")
    assert texts(page(get("/en")), ".card .kicker") == ["Economy"]


FILES = [
    {"url": f"{SITE}/media/whole-{width}.webp", "width": width, "height": width * 3 // 4} for width in (480, 960, 1600)
]
CROPS = [{"url": f"{SITE}/media/crop-{width}.webp", "width": width, "height": width * 2 // 3} for width in (320, 640)]
IMAGE = {
    "alt": "A train & a bridge",
    "caption": "The first train",
    "credit": "Photo: A. Karimov",
    "placeholder": "data:image/webp;base64,AAAA",
    "share": {"url": f"{SITE}/media/share.jpg", "bytes": 90_000},
    "width": 1600,
    "height": 1200,
    "sources": FILES,
    "crops": CROPS,
}
PATH = "/en/the-railway-has-crossed-the-pass-1"


def test_shows_its_picture_with_caption_credit_and_size(content, get):
    content.publish(article(image=IMAGE))
    document = page(get(PATH))
    picture = document.query_one(".hero img:not(.placeholder)").attrs
    assert (picture["alt"], picture["width"], picture["height"]) == ("A train & a bridge", "1600", "1200")
    assert picture["srcset"].split(", ") == [f"{file['url']} {file['width']}w" for file in FILES]
    assert (picture["fetchpriority"], "loading" in picture) == ("high", False)
    assert attributes(document, ".hero .placeholder", "src") == [IMAGE["placeholder"]]
    assert text(document, ".hero figcaption") == "The first train Photo: A. Karimov"
    head = meta(document)
    assert (head["og:image"], head["og:image:width"], head["og:image:height"]) == (IMAGE["share"]["url"], "1200", "630")
    assert (head["og:image:alt"], head["twitter:card"]) == ("A train & a bridge", "summary_large_image")


def test_cards_show_the_crops_without_words_because_the_headline_is_the_link(content, get):
    content.publish(article(image=IMAGE))
    picture = page(get("/en")).query_one(".card img:not(.placeholder)").attrs
    assert (picture["alt"], picture["width"], picture["height"]) == ("", "640", "426")
    assert picture["srcset"].split(", ") == [f"{file['url']} {file['width']}w" for file in CROPS]


def test_a_picture_without_caption_and_credit_has_no_line_below_it(content, get):
    content.publish(article(image={**IMAGE, "caption": None, "credit": None}))
    assert page(get(PATH)).query(".hero figcaption") == []


def test_leads_to_related_stories_and_more_of_its_section_each_once(content, get):
    stories = [article(number, title=f"Story {number}") for number in range(1, 12)]
    for story in stories:
        content.publish(story)
    positions = [f"{story['published_at']}#{story['id']}" for story in stories]
    related = {"L": [{"S": positions[number - 1]} for number in (3, 5, 2, 4, 6)]}
    content.publish(stories[0], related=related)
    content.blocks(Economy=[11, 10, 5, 3, 9, 8, 1])
    document = page(get(PATH))
    assert texts(document, ".four h3") == ["Story 3", "Story 5", "Story 2", "Story 4"]
    assert texts(document, ".heads h3") == ["Story 11", "Story 10", "Story 9", "Story 8"]
    assert text(document, ".heads h2") == "Economy"


def test_a_related_story_that_was_withdrawn_is_not_shown(content, get):
    content.publish(article(2, title="Still there"))
    positions = [f"2025-12-18T07:{number:02d}:00Z#01JFBM5T00Q5W8YV2K4N6P{number:04d}" for number in (3, 2)]
    content.publish(article(), related={"L": [{"S": position} for position in positions]})
    assert texts(page(get(PATH)), ".four h3") == ["Still there"]


def test_names_its_authors_with_links_and_says_who_they_are(content, get):
    content.term("author", "lola", "Lola Karimova", text={"M": {"en": {"S": "Writes about rails."}}})
    content.term("author", "nobody", "Nobody Known")
    authors = [{"slug": slug, "name": name, "role": None} for slug, name in (("lola", "Lola"), ("nobody", "Nobody"))]
    content.publish(article(authors=authors))
    document = page(get(PATH))
    assert attributes(document, ".byline a", "href") == ["/en/author/lola", "/en/author/nobody"]
    assert texts(document, ".author-box") == ["Lola Karimova Writes about rails."]


def test_lists_its_tags_as_links(content, get):
    content.publish(article(tags=[{"slug": "rails", "name": "Rails & roads"}]))
    document = page(get(PATH))
    assert (texts(document, ".tags a"), attributes(document, ".tags a", "href")) == (
        ["Rails & roads"],
        ["/en/tag/rails"],
    )


def test_tells_machines_the_way_to_it(content, get):
    content.publish(article())
    crumbs = next(data for data in all_linked_data(page(get(PATH))) if data["@type"] == "BreadcrumbList")
    assert [(step["position"], step["name"], step["item"]) for step in crumbs["itemListElement"]] == [
        (1, "Gazette", f"{SITE}/en"),
        (2, "Economy", f"{SITE}/en/category/economy"),
        (3, "The railway has crossed the high pass", f"{SITE}{PATH}"),
    ]


def test_may_frame_the_players_of_its_videos_and_no_page_else(content, get):
    embed = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    content.publish(article(1, body_html=render_body(embed, "markdown")))
    content.publish(article(2))
    with_video, without = (get(f"/en/the-railway-has-crossed-the-pass-{n}")["headers"] for n in (1, 2))
    assert "frame-src https://www.youtube-nocookie.com" in with_video["content-security-policy"]
    assert "frame-src" not in without["content-security-policy"]


def test_has_a_column_of_the_newest_without_itself(content, get):
    for number in (1, 2, 3):
        content.publish(article(number, title=f"Story {number}"))
    assert texts(page(get(PATH)), ".rail li a") == ["Story 3", "Story 2"]
