"""The index of the API: its links, its site, and the sign-in of staff."""

from gazette import __version__
from gazette.about.language_names import find_endonym
from gazette.settings import Settings

LINKS = {
    "home": "/v1/home{?lang,blocks}",
    "articles": "/v1/articles{?lang,category,tag,author,from,to,limit,cursor}",
    "article": "/v1/articles/{id}",
    "article_by_slug": "/v1/articles/{lang}/{slug}",
    "related": "/v1/articles/{id}/related{?limit}",
    "changes": "/v1/changes{?lang,cursor}",
    "pages": "/v1/pages{?lang}",
    "categories": "/v1/categories{?lang}",
    "tags": "/v1/tags{?lang,q,limit,cursor}",
    "authors": "/v1/authors{?lang,limit,cursor}",
    "search": "/v1/search{?q,lang,category,tag,author,from,to,sort,limit,cursor}",
    "suggest": "/v1/search/suggest{?q,lang}",
    "feed": "/v1/feeds/{lang}/{file}{?category,tag,author,content}",
    "sitemap": "/sitemap.xml",
    "rates": "/v1/rates{?source,date,symbols}",
    "convert": "/v1/rates/convert{?source,from,to,amount,date}",
    "rate_sources": "/v1/rates/sources",
    "currencies": "/v1/currencies{?source}",
    "channels": "/v1/channels{?lang,consent}",
    "subscriptions": "/v1/subscriptions",
    "manage": "/v1/subscriptions/manage{?lang}",
    "preferences": "/v1/subscriptions/me",
    "editorial": "/v1/editorial/me",
    "health": "/v1/health",
    "openapi": "/v1/openapi.json",
    "documentation": "/v1/docs",
}
"""URI templates (RFC 6570), relative to the host of the request."""

SCOPES = "openid email profile"


def describe_api(settings: Settings, site_url: str) -> dict[str, object]:
    """Body of GET /v1."""
    return {
        "version": __version__,
        "links": LINKS,
        "site": {
            "name": settings.site_name,
            "url": site_url,
            "logo": settings.optional("SITE_LOGO") or None,
            "timezone": settings.timezone,
            "languages": [{"lang": lang, "name": find_endonym(lang)} for lang in settings.languages],
        },
        "sign_in": _sign_in(settings, settings.require("SIGN_IN_CLIENT"), settings.optional("SIGN_IN_URL")),
        "desk_sign_in": _sign_in(
            settings, settings.require("DESK_SIGN_IN_CLIENT"), settings.optional("DESK_SIGN_IN_URL")
        ),
    }


def _sign_in(settings: Settings, client_id: str, url: str) -> dict[str, object]:
    """Authorization code with PKCE (RFC 7636); the addresses are null if the hosted sign-in is off for a client."""
    query = f"response_type=code&client_id={client_id}&scope={SCOPES.replace(' ', '+')}&code_challenge_method=S256"
    return {
        "issuer": settings.require("SIGN_IN_ISSUER"),
        "client_id": client_id,
        "scope": SCOPES,
        "authorize_url": f"{url}?{query}{{&redirect_uri,state,code_challenge}}" if url else None,
        "token_url": f"{url.removesuffix('authorize')}token" if url else None,
    }
