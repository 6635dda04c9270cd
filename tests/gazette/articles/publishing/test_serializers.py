"""Documents, views, cards and sitemap entries of articles."""

import gzip
import hashlib
import json
from typing import Any
from xml.etree import ElementTree

import pytest

from gazette.articles.lifecycle.drafts import create
from gazette.articles.lifecycle.publication import publish
from gazette.articles.model import Draft
from gazette.articles.publishing import serializers
from gazette.articles.publishing.serializers import (
    Site,
    pack_view,
    render_article,
    render_card,
    render_sitemap_entry,
    unpack_view,
)
from gazette.articles.requests import PublishOptions
from gazette.errors import TooLarge
from gazette.media.model import Focus, Media, Renditions
from tests.support.articles import AZIZA, NOON

SITE = Site("Gazette", "https://news.example", "en", lambda lang, slug: f"https://news.example/{lang}/{slug}")
NAMES = {
    ("category", "economy"): {"en": "Economy", "ru": "Экономика"},
    ("tag", "japan"): {"ru": "Япония"},
    ("author", "aziza"): {"en": "Aziza Karimova"},
}
PICTURES = {
    "01KCRA7Q00GAZETTEP1CTURE01": Media.model_construct(
        alt={"ru": "Мост", "en": "A bridge"},
        caption={"en": "The bridge at night."},
        credit={"en": "Photo: Gazette"},
        renditions=Renditions(
            upload=2,
            digest="0123456789ab",
            focus=Focus(),
            width=1000,
            height=800,
            placeholder="data:image/webp;base64,UklGRg==",
            sources=[{"path": f"/media/p/2/{width}.webp", "width": width, "height": 0} for width in (480, 960, 1000)],
            crops=[{"path": "/media/p/2/x500-y500-320.webp", "width": 320, "height": 213}],
            share={"path": "/media/p/2/share-x500-y500.jpg", "bytes": 80_000},
        ),
    )
}
IMAGE = {
    "alt": "Мост",
    "caption": "The bridge at night.",
    "credit": "Фото редакции",
    "placeholder": "data:image/webp;base64,UklGRg==",
    "share": {"url": "https://news.example/media/p/2/share-x500-y500.jpg", "bytes": 80_000},
    "crops": [{"url": "https://news.example/media/p/2/x500-y500-320.webp", "width": 320, "height": 213}],
}


def render(**fields: Any) -> dict[str, Any]:
    """The public form of a draft with a title and these fields."""
    draft = Draft.model_validate({"lang": "ru", "title": "Саммит", "body": "Текст.", **fields})
    article = create(draft, id="01KCRA7Q00", story="01KCRA7Q00", by=AZIZA, at=NOON)
    article = publish(article, slug="sammit", options=PublishOptions(), by=AZIZA, at=NOON)
    return render_article(article, NAMES, PICTURES, SITE)


@pytest.fixture
def document() -> dict[str, Any]:
    draft = Draft.model_validate(
        {
            "lang": "ru",
            "title": "Саммит & встреча",
            "dek": "Кратко.",
            "dateline": "Токио",
            "body": "# Начало\n\nТекст **статьи**.",
            "authors": [{"slug": "aziza", "role": "Корреспондент"}, {"name": "Б. Мустафаев"}],
            "categories": ["economy"],
            "tags": ["japan", "asia"],
            "image": {"media": "01KCRA7Q00GAZETTEP1CTURE01", "credit": "Фото редакции"},
        }
    )
    article = create(draft, id="01KCRA7Q00", story="01KCRA7Q00", by=AZIZA, at=NOON)
    article = publish(article, slug="sammit", options=PublishOptions(), by=AZIZA, at=NOON)
    return render_article(article, NAMES, PICTURES, SITE)


def test_a_public_article_has_these_members_and_no_other(document: dict[str, Any]) -> None:
    assert {name: value for name, value in document.items() if name != "jsonld"} == {
        "id": "01KCRA7Q00",
        "lang": "ru",
        "kind": "news",
        "order": None,
        "slug": "sammit",
        "url": "https://news.example/ru/sammit",
        "label": None,
        "title": "Саммит & встреча",
        "dek": "Кратко.",
        "dateline": "Токио",
        "body_html": "<h2>Начало</h2>\n<p>Текст <strong>статьи</strong>.</p>",
        "authors": [
            {"slug": "aziza", "name": "Aziza Karimova", "role": "Корреспондент"},
            {"slug": None, "name": "Б. Мустафаев", "role": None},
        ],
        "categories": [{"slug": "economy", "name": "Экономика"}],
        "tags": [{"slug": "japan", "name": "Япония"}, {"slug": "asia", "name": "asia"}],
        "image": {
            **IMAGE,
            "width": 1000,
            "height": 800,
            "sources": [
                {"url": f"https://news.example/media/p/2/{width}.webp", "width": width, "height": 0}
                for width in (480, 960, 1000)
            ],
        },
        "seo": {"title": None, "description": None},
        "published_at": "2025-12-18T07:00:00Z",
        "updated_at": "2025-12-18T07:00:00Z",
        "breaking_until": None,
        "corrections": [],
        "version": 2,
        "story": "01KCRA7Q00",
        "translations": [],
        "reading_minutes": 1,
        "word_count": 3,
    }


def test_search_engines_take_the_newsroom_for_the_author_of_a_report_without_a_byline() -> None:
    document = render(authors=())
    assert document["jsonld"]["author"] == [document["jsonld"]["publisher"]]


def test_search_engines_get_a_news_article_without_its_body(document: dict[str, Any]) -> None:
    assert document["jsonld"] == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Саммит & встреча",
        "description": "Кратко.",
        "url": "https://news.example/ru/sammit",
        "mainEntityOfPage": "https://news.example/ru/sammit",
        "datePublished": "2025-12-18T07:00:00Z",
        "dateModified": "2025-12-18T07:00:00Z",
        "inLanguage": "ru",
        "dateline": "Токио",
        "wordCount": 3,
        "articleSection": ["Экономика"],
        "keywords": ["Япония", "asia"],
        "author": [
            {
                "@type": "Person",
                "name": "Aziza Karimova",
                "jobTitle": "Корреспондент",
                "url": "https://news.example/ru/author/aziza",
            },
            {"@type": "Person", "name": "Б. Мустафаев"},
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Gazette", "url": "https://news.example"},
        "image": [
            "https://news.example/media/p/2/1000.webp",
            "https://news.example/media/p/2/x500-y500-320.webp",
            "https://news.example/media/p/2/share-x500-y500.jpg",
        ],
        "isAccessibleForFree": True,
    }


@pytest.mark.parametrize(
    ("label", "name", "type"),
    [
        ("opinion", "Мнение", "OpinionNewsArticle"),
        ("analysis", "Анализ", "AnalysisNewsArticle"),
        ("sponsored", "На правах рекламы", "AdvertiserContentArticle"),
        ("review", "Рецензия", "ReviewNewsArticle"),
        ("interview", "Интервью", "NewsArticle"),
    ],
)
def test_a_label_has_a_name_for_readers_and_a_type_for_search_engines(label: str, name: str, type: str) -> None:
    document = render(label=label)
    assert document["label"] == json.loads(render_card(document))["label"] == {"slug": label, "name": name}
    assert (document["jsonld"]["@type"], document["jsonld"]["headline"]) == (type, "Саммит")


def test_texts_for_search_engines_are_in_the_article_and_not_in_its_card() -> None:
    document = render(seo={"title": "Саммит в Токио", "description": "Встреча"})
    assert document["seo"] == {"title": "Саммит в Токио", "description": "Встреча"}
    assert "seo" not in json.loads(render_card(document))
    assert (document["jsonld"]["headline"], document["jsonld"]["description"]) == ("Саммит", "Встреча")
    assert render(seo={"description": "Встреча"}, dek="Кратко.")["jsonld"]["description"] == "Кратко."


def test_a_page_of_the_site_is_no_news_article() -> None:
    assert render(kind="page", title="О нас", order=1)["jsonld"] == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": "О нас",
        "url": "https://news.example/ru/sammit",
        "datePublished": "2025-12-18T07:00:00Z",
        "dateModified": "2025-12-18T07:00:00Z",
        "inLanguage": "ru",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Gazette", "url": "https://news.example"},
    }


def test_a_view_is_compact_json_in_gzip_and_always_the_same(document: dict[str, Any]) -> None:
    first, second = pack_view(document), pack_view(document)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    assert first.packed == second.packed
    assert gzip.decompress(first.packed) == text
    assert first.packed[4:8] == b"\0\0\0\0", "no time in it"
    assert first.etag == hashlib.sha256(text).hexdigest()[:32]
    assert unpack_view(first.packed) == document


def test_a_view_over_the_limit_is_refused(document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(pack_view(document).packed)
    monkeypatch.setattr(serializers, "MAX_VIEW", size)
    pack_view(document)
    monkeypatch.setattr(serializers, "MAX_VIEW", size - 1)
    with pytest.raises(TooLarge):
        pack_view(document)


def test_a_card_is_an_article_without_what_lists_do_not_show(document: dict[str, Any]) -> None:
    expected = {name: value for name, value in document.items() if name not in serializers.NOT_ON_CARDS}
    assert json.loads(render_card(document)) == {**expected, "image": IMAGE}
    assert set(document) - set(expected) == {"body_html", "seo", "translations", "corrections", "jsonld"}


def test_a_sitemap_entry_is_valid_xml_for_any_address(document: dict[str, Any]) -> None:
    other = {"lang": "en", "id": "02", "slug": "a", "url": 'https://news.example/en?a="1"&b=<2>', "title": "A"}
    entry = render_sitemap_entry({**document, "url": "https://news.example/ru?a&b", "translations": [other]})
    names = 'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="image"'
    root = ElementTree.fromstring(f"<urlset {names}>{entry}</urlset>")  # noqa: S314
    assert root.findtext("url/loc") == "https://news.example/ru?a&b"
    assert root.findtext("url/lastmod") == "2025-12-18T07:00:00Z"
    links = [dict(link.attrib) for link in root.findall("url/{http://www.w3.org/1999/xhtml}link")]
    assert links == [
        {"rel": "alternate", "hreflang": "en", "href": 'https://news.example/en?a="1"&b=<2>'},
        {"rel": "alternate", "hreflang": "ru", "href": "https://news.example/ru?a&b"},
    ]
    assert root.findtext("url/{image}image/{image}loc") == document["image"]["sources"][-1]["url"]


def test_a_sitemap_entry_without_a_picture_has_none(document: dict[str, Any]) -> None:
    assert "image" not in render_sitemap_entry({**document, "image": None})
