"""Public reads of articles: single articles and their related stories, lists, changes, pages, terms, first screen."""

from __future__ import annotations

import os
from urllib.parse import urlencode

from gazette.articles.public import article as public_article
from gazette.articles.public import lists
from gazette.articles.public.changes import Changes
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.aws.public.reader import Reader
from gazette.cursors import link_header
from gazette.encoding import compact_json
from gazette.http.public import Request, dispatch, parse_flag, parse_limit
from gazette.http.responses import HttpResponse, computed_response, redirect, stored_response
from gazette.settings import Settings
from gazette.times import now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.taxonomy.public.terms import PublicTerms

TERMS_CACHE = (60, 300)

settings = Settings(os.environ)
readers = [Reader(os.environ) for _ in range(4)]  # the first screen makes up to four requests at once
reader = readers[0]
articles, listings = settings.table("articles"), settings.table("listings")


def list_articles(request: Request) -> HttpResponse:
    parameters = request.query(*lists.PARAMETERS)
    query = lists.ListQuery(parameters, settings.language(parameters.get("lang")))
    page, cursor, until = query.load_page(reader, listings, now(), request.deadline)
    if page == lists.EMPTY and "cursor" not in parameters:
        for kind in set(lists.FILTERS) & parameters.keys():
            if slug := public_terms().find_successor(kind, parameters[kind], request.deadline):
                query_string = urlencode({**parameters, kind: slug})
                return redirect(request, f"/v1/articles?{query_string}", compact_json({"slug": slug}))
    headers = link_header("/v1/articles", parameters, cursor)
    return computed_response(request, page, cache=lists.CACHE, until=until, headers=headers)


def get_article_by_id(request: Request) -> HttpResponse:
    request.query()
    return respond_with_article(request, public_article.build_id_address(request.path["id"]), "/v1/articles/{id}")


def get_article_by_slug(request: Request) -> HttpResponse:
    request.query()
    address = public_article.build_slug_address(request.path["id"], request.path["slug"], settings.languages)
    return respond_with_article(request, address, "/v1/articles/{lang}/{slug}")


def list_related(request: Request) -> HttpResponse:
    from gazette.articles.public import related  # not needed by a cold article read

    parameters, at = request.query("limit"), now()
    limit = parse_limit(parameters, related.DEFAULT_LIMIT, related.MAX_LIMIT)
    address = public_article.build_id_address(request.path["id"])
    item, redirected = public_article.load_view(reader, articles, address, at, request.deadline)
    if redirected:
        path = "/v1/articles/{id}/related" + (f"?limit={limit}" if parameters else "")
        return redirect_to_article(request, item, path)
    stories = related.load_related(reader, listings, item, limit, now=at, deadline=request.deadline)
    page = lists.render_page([story["card"]["S"] for story in stories], None)
    return computed_response(request, page, cache=lists.CACHE, until=find_first_end([item, *stories]))


def list_changes(request: Request) -> HttpResponse:
    parameters = request.query("lang", "cursor")
    changes = Changes(parameters, settings.language(parameters.get("lang")), now())
    query = changes.build_request(listings)
    page, cursor = changes.render_page(reader.query(query, request.deadline) if query else {"Items": []})
    return computed_response(request, page, cache=lists.CACHE, headers=link_header("/v1/changes", parameters, cursor))


def list_pages(request: Request) -> HttpResponse:
    from gazette.articles.public.pages import load_pages  # not needed by a cold article read

    lang = settings.language(request.query("lang").get("lang"))
    page, until = load_pages(reader, listings, lang, now(), request.deadline)
    return computed_response(request, page, cache=lists.CACHE, until=until)


def list_categories(request: Request) -> HttpResponse:
    lang = settings.language(request.query("lang").get("lang"))
    items = public_terms().list_categories(lang, request.deadline)
    return computed_response(request, compact_json({"items": items, "next": None}), cache=TERMS_CACHE)


def list_tags(request: Request) -> HttpResponse:
    return respond_with_terms(request, "tag", "/v1/tags", ("q",))


def list_authors(request: Request) -> HttpResponse:
    return respond_with_terms(request, "author", "/v1/authors")


def get_category(request: Request) -> HttpResponse:
    return respond_with_term(request, "category", "/v1/categories")


def get_tag(request: Request) -> HttpResponse:
    return respond_with_term(request, "tag", "/v1/tags")


def get_author(request: Request) -> HttpResponse:
    return respond_with_term(request, "author", "/v1/authors")


def get_home(request: Request) -> HttpResponse:
    from gazette.articles.public.home import Home  # imports rates and channels: not needed by a cold article read

    parameters, home = request.query("lang", "blocks"), Home(settings, readers)
    lang, with_blocks = settings.language(parameters.get("lang")), parse_flag(parameters, "blocks")
    first = home.load(lang, now(), request.deadline, with_blocks=with_blocks)
    return computed_response(request, home.render(lang, first), cache=lists.CACHE, until=first["until"])


def respond_with_article(request: Request, address: str, path: str) -> HttpResponse:
    """The article, or a redirection to its present address: `path` with its id, or with its language and slug."""
    item, redirected = public_article.load_view(reader, articles, address, now(), request.deadline)
    if redirected:
        return redirect_to_article(request, item, path)
    return stored_response(request, cache=public_article.CACHE, **public_article.build_response_parts(item))


def redirect_to_article(request: Request, item: public_article.Item, path: str) -> HttpResponse:
    """A redirection to `path` with the id, or the language and slug, of an article's item."""
    names = {name: item[name]["S"] for name in ("id", "lang", "slug")}
    return redirect(request, path.format(**names), public_article.render_identity(item), until=find_first_end([item]))


def respond_with_terms(request: Request, kind: str, path: str, filters: tuple[str, ...] = ()) -> HttpResponse:
    from gazette.taxonomy.public.pages import PARAMETERS, TermsPage  # not needed by a cold article read

    parameters = request.query(*PARAMETERS, *filters)
    lang = settings.language(parameters.get("lang"))
    page, terms = TermsPage(parameters, kind, lang), public_terms()
    if page.prefix is None:
        items, last = terms.list_page(kind, lang, page.limit, page.after, request.deadline)
    else:
        items, last = terms.search_tags(page.prefix, lang, page.limit, page.after, request.deadline)
    cursor = page.encode(last)
    headers = link_header(path, parameters, cursor)
    return computed_response(
        request, compact_json({"items": items, "next": cursor}), cache=TERMS_CACHE, headers=headers
    )


def respond_with_term(request: Request, kind: str, path: str) -> HttpResponse:
    """The category, tag or author, or a redirection to the one into which it was merged."""
    parameters = request.query("lang")
    term = public_terms().get(kind, request.path["slug"], settings.language(parameters.get("lang")), request.deadline)
    if "moved_to" in term:
        query = f"?lang={parameters['lang']}" if parameters else ""
        return redirect(request, f"{path}/{term['moved_to']}{query}", compact_json({"slug": term["moved_to"]}))
    return computed_response(request, compact_json(term), cache=TERMS_CACHE)


def public_terms() -> PublicTerms:
    from gazette.taxonomy.public.terms import PublicTerms  # not needed by a cold article read

    return PublicTerms(reader, settings.table("taxonomy"), settings.default_language)


handler = dispatch(
    {
        "GET /v1/articles": list_articles,
        "GET /v1/articles/{id}": get_article_by_id,
        "GET /v1/articles/{id}/{slug}": get_article_by_slug,
        "GET /v1/articles/{id}/related": list_related,
        "GET /v1/changes": list_changes,
        "GET /v1/pages": list_pages,
        "GET /v1/categories": list_categories,
        "GET /v1/categories/{slug}": get_category,
        "GET /v1/tags": list_tags,
        "GET /v1/tags/{slug}": get_tag,
        "GET /v1/authors": list_authors,
        "GET /v1/authors/{slug}": get_author,
        "GET /v1/home": get_home,
    }
)
