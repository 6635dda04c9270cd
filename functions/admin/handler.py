"""Staff routes for everything except articles: the signed-in person, categories, and overrides of rates."""

import gazette.gc_tuning

import os
from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from ulid import ULID

from gazette import times
from gazette.articles.front_page_model import FrontPage, Pins
from gazette.articles.model import Person
from gazette.articles.publishing.front_page import FrontPages
from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.cursors import decode, encode
from gazette.errors import Invalid, pointer
from gazette.http.auth import Principal, authenticate, parse_if_match
from gazette.http.resolver import build_handler, build_resolver, page_response, staff_response
from gazette.http.staff_parameters import VALUE, Cursor, Limit, OptionalIfMatch
from gazette.observability import logger
from gazette.rates.bank import Bank
from gazette.rates.errors import SourceNotFound
from gazette.rates.review.schemas import RateOverride, RateStatus, build_rate_status
from gazette.rates.sources import load_bank
from gazette.rates.store.cdn_invalidation import CdnInvalidation
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.rates.validation.overrides import OverrideRequest
from gazette.settings import Settings
from gazette.taxonomy.model import Category, CategoryNames, CategoryPage, Editor, Me, Slug
from gazette.taxonomy.repository import TaxonomyRepository

settings = Settings(os.environ)
taxonomy = TaxonomyRepository(client("dynamodb"), settings.table("taxonomy"), settings.table("listings"))

front_pages = FrontPages(client("dynamodb"), settings.table("articles"), settings.table("listings"))

rates = RateRepository(settings.table("rates"), client("dynamodb"))
sheets = SheetCommands(rates, tries=8)
"""Fewer tries than in an ingestion run, because all of them must end within one request."""
cdn_invalidation = CdnInvalidation(sheets, Distribution(settings), settings.languages)

app = build_resolver()

_SLUG = Path(description="Slug of the category", json_schema_extra={VALUE: "Slug", "examples": ["economy"]})
KnownSlug = Annotated[str, _SLUG]
"""Any text: one that is no slug names no category."""
NewSlug = Annotated[Slug, _SLUG]

FrontLanguage = Annotated[
    str, Path(description="Language of the page", json_schema_extra={VALUE: "SiteLanguage", "examples": ["en"]})
]
Source = Annotated[str, Path(description="The bank", json_schema_extra={VALUE: "RateSource", "examples": ["cbu"]})]
Date = Annotated[
    str,
    Path(description="The sheet's own date", json_schema_extra={"format": "date", "examples": ["2026-04-02"]}),
]
Currency = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 4217", json_schema_extra={"examples": ["USD"]})]

SAVED: dict[int, Any] = {
    200: {"description": "The changed category", "content": {"application/json": {"model": Category}}},
    201: {"description": "The new category", "content": {"application/json": {"model": Category}}},
    428: {"description": "The category exists, and If-Match is absent"},
}
REMOVED: dict[int, Any] = {
    204: {"description": "The category is removed"},
    409: {"description": "The category has published articles"},
}
PINNED: dict[int, Any] = {
    200: {"description": "The pins in order", "content": {"application/json": {"model": FrontPage}}},
    428: {"description": "The front page has pins, and If-Match is absent"},
}
OVERRIDDEN: dict[int, Any] = {
    200: {"description": "The status of the rate", "content": {"application/json": {"model": RateStatus}}},
    409: {
        "description": (
            "There is no earlier rate to serve instead, the bank prints another rate now, "
            "or the sheet has too many overrides"
        )
    },
}


@app.get("/v1/editorial/me", summary="Read who is signed in", operation_id="desk_me")
def get_me() -> Response[Me]:
    staff = require_group("author")
    return staff_response(Me(id=staff.id, name=staff.name, groups=sorted(staff.groups)))


@app.get("/v1/editorial/categories", summary="List categories", operation_id="desk_listed")
def list_categories(
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[CategoryPage]:
    """Categories by slug, with their names in all languages."""
    require_group("author")
    after = decode("categories", cursor) if cursor else None
    items, last = taxonomy.list_categories(limit=limit, after=after)
    return page_response(app, CategoryPage(items=items, next=encode("categories", last) if last else None))


@app.get("/v1/editorial/categories/<slug>", summary="Read a category", operation_id="desk_read")
def read_category(slug: KnownSlug) -> Response[Category]:
    require_group("author")
    return respond_with_category(taxonomy.get_category(slug))


@app.put(
    "/v1/editorial/categories/<slug>",
    summary="Create a category, or change its names",
    responses=SAVED,
    operation_id="desk_save",
)
def save_category(slug: NewSlug, category: CategoryNames, if_match: OptionalIfMatch = None) -> Response[Category]:
    """`If-Match` is needed to change a category. Articles show its new name after their next publication."""
    staff = require_group("editor")
    check_languages(category)
    expected = None if if_match is None else parse_if_match(if_match)
    by = Editor(id=staff.id, name=staff.name)
    saved = taxonomy.save_category(slug, category.names, expected=expected, by=by, at=times.now(), write_id=str(ULID()))
    return respond_with_category(saved, 201 if saved.version == 1 else 200)


@app.delete(
    "/v1/editorial/categories/<slug>", summary="Remove a category", responses=REMOVED, operation_id="desk_remove"
)
def remove_category(slug: KnownSlug, if_match: OptionalIfMatch = None) -> Response[None]:
    """Refused while the category has published articles in any language."""
    require_group("admin")
    expected = None if if_match is None else parse_if_match(if_match)
    languages, write_id = settings.languages, str(ULID())
    taxonomy.remove_category(slug, expected=expected, languages=languages, at=times.now(), write_id=write_id)
    return staff_response(None, 204)


@app.get("/v1/editorial/front/<lang>", summary="Read the pins of a front page", operation_id="desk_front")
def get_front_page(lang: FrontLanguage) -> Response[FrontPage]:
    """Pinned articles in order. An article leaves by its withdrawal."""
    require_group("editor")
    return respond_with_front_page(front_pages.get(check_language(lang)))


@app.put(
    "/v1/editorial/front/<lang>",
    summary="Pin articles to a front page",
    responses=PINNED,
    operation_id="desk_pin",
)
def pin_articles(lang: FrontLanguage, pins: Pins, if_match: OptionalIfMatch = None) -> Response[FrontPage]:
    """All pins at once, in this order; articles that are not among them are unpinned. `If-Match` is needed once there
    are pins."""
    staff = require_group("editor")
    expected = 0 if if_match is None else parse_if_match(if_match) or 0
    by, at = Person(id=staff.id, name=staff.name), times.now()
    page = front_pages.save(check_language(lang), pins.pins, expected=expected, by=by, at=at, write_id=str(ULID()))
    return respond_with_front_page(page)


@app.get(
    "/v1/editorial/rates/<source>/<date>/<currency>", summary="Read the status of a rate", operation_id="desk_rate"
)
def get_rate(source: Source, date: Date, currency: Currency) -> Response[RateStatus]:
    """The served rate, the rate that the bank printed, and the person and reason of the last override. While a rate is
    held, readers get the rate of the sheet before: look at that sheet too before you hold a rate."""
    require_group("admin")
    return staff_response(build_rate_status(rates.get(find_bank(source), parse_day(date)), currency))


@app.put(
    "/v1/editorial/rates/<source>/<date>/<currency>",
    summary="Hold or release a rate, or mark a redenomination",
    responses=OVERRIDDEN,
    operation_id="desk_decide",
)
def override_rate(source: Source, date: Date, currency: Currency, override: RateOverride) -> Response[RateStatus]:
    """A hold or a release applies while the bank prints the same rate for that day. A correction by the bank ends it.
    The mark of a redenomination stays until it is taken back. A repeated request changes nothing and gets the same
    response."""
    staff, at = require_group("admin"), times.now()
    request = OverrideRequest(
        currency,
        held=override.held,
        reason=override.reason,
        by={"id": staff.id, "name": staff.name},
        at=times.timestamp(at),
        rate=Decimal(override.rate) if override.rate else None,
        redenominated=override.redenominated,
    )
    bank = find_bank(source)
    result = sheets.override(bank, parse_day(date), request)
    cdn_invalidation.invalidate_if_due([bank], at)
    decision = {"held": override.held} if override.redenominated is None else {"redenominated": override.redenominated}
    fields = {"source": source, "date": date, "currency": currency, **decision, "outcome": result.outcome}
    logger.info("rate overridden", extra={**fields, "by": staff.id})
    return staff_response(build_rate_status(result.sheet, currency))


def check_language(lang: str) -> str:
    if lang not in settings.languages:
        raise Invalid.at("path/lang", f"The languages of this site are {', '.join(settings.languages)}.")
    return lang


def respond_with_front_page(page: FrontPage) -> Response[FrontPage]:
    return staff_response(page, etag=str(page.version))


def find_bank(source: str) -> Bank:
    """The bank. Raises `SourceNotFound` if this deployment does not have its rates."""
    if source not in settings.rate_sources:
        raise SourceNotFound(f"The sources are {', '.join(settings.rate_sources)}.")
    return load_bank(source)


def parse_day(text: str) -> Day:
    """The day of a path, in RFC 3339's form only: Python also reads `20260402` and `2026-W14-4`."""
    try:
        day = Day.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Invalid.at("path/date", f"{text} is no day.")
    return day


def require_group(group: str) -> Principal:
    """The signed-in member of staff. Raises `Forbidden` if no group of the person has the permissions of `group`."""
    staff = authenticate(app.current_event.raw_event)
    staff.require(group)
    return staff


def check_languages(category: CategoryNames) -> None:
    unknown = sorted(set(category.names) - set(settings.languages))
    if unknown:
        raise Invalid.at(
            pointer("names", unknown[0]), f"The languages of this site are {', '.join(settings.languages)}."
        )


def respond_with_category(category: Category, status: int = 200) -> Response[Category]:
    return staff_response(category, status, etag=str(category.version))


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
