"""The page of one article."""

from __future__ import annotations

from datetime import datetime

from gazette.articles.public.article import build_slug_address, unpack_document
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.articles.public.related import list_positions
from gazette.errors import GazetteError, NotFound
from gazette.http.public import Request
from gazette.http.responses import HttpResponse
from gazette.pages.alternates import build_version_path, list_article_alternates, list_article_paths
from gazette.pages.article.body import describe_for_search, format_body
from gazette.pages.article.foot import RELATED, ArticleFoot
from gazette.pages.reads import Newest
from gazette.pages.site import Site


def show_article(site: Site, request: Request, now: datetime) -> HttpResponse:
    lang, slug = request.path["lang"], request.path["slug"]
    address = build_slug_address(lang, slug, site.languages)
    frame, [reply], found = site.reads.read_article(address, lang, now, request.deadline)
    newest = Newest(reply, now)
    if isinstance(found, GazetteError):
        redirection = site.redirect_old_path(request) if isinstance(found, NotFound) else None
        return redirection or site.respond_with_error(found, lang, frame, newest, now)
    item, moved = found
    article, end = unpack_document(item), find_first_end([item])
    if moved:
        return site.redirect(request, build_version_path(article), until=end)
    foot = ArticleFoot(article, list_positions(item, RELATED), frame.blocks)
    below = foot.load(site.reader, site.settings, now, request.deadline)
    body, frame_sources = format_body(article, site.pages.texts[lang].words)
    return site.respond(
        request,
        "article.html",
        lang,
        frame,
        until=min(end or float("inf"), below.pop("until"), newest.until),
        frame_sources=frame_sources,
        paths=list_article_paths(article),
        article=article,
        search=describe_for_search(article, site.settings.site_name),
        is_page=article.get("kind") == "page",
        body=body,
        newest=[card for card in newest.cards if card["id"] != article["id"]],
        alternates=list_article_alternates(article, site.settings.default_language),
        **below,
    )
