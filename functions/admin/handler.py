"""Staff routes beside articles, pictures and taxonomy: the signed-in person, front pages, jobs, overrides of rates."""

import gazette.gc_tuning

import os
from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from gazette import times
from gazette.articles.front_page_model import FrontPage, Pins
from gazette.articles.publishing.front_page import FrontPages
from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.cursors import decode, encode
from gazette.errors import Invalid
from gazette.http.auth import parse_if_match
from gazette.http.resolver import build_handler, build_resolver, page_response, require_group, staff_response
from gazette.http.schemas import Me
from gazette.http.staff_parameters import VALUE, Cursor, Limit, OptionalIfMatch
from gazette.http.stamps import build_stamp
from gazette.jobs.errors import JobNotFound
from gazette.jobs.repository import JobRepository
from gazette.jobs.schemas import JobPage, ShownJob, decode_job_id, show_job
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

settings = Settings(os.environ)
jobs = JobRepository(settings.table("jobs"), client("dynamodb"))
front_pages = FrontPages(client("dynamodb"), settings.table("articles"), settings.table("listings"))

rates = RateRepository(settings.table("rates"), client("dynamodb"))
sheets = SheetCommands(rates, tries=8)
"""Fewer tries than in an ingestion run, because all of them must end within one request."""
cdn_invalidation = CdnInvalidation(sheets, Distribution(settings), settings.languages)

app = build_resolver()

JobId = Annotated[
    str,
    Path(
        description="Id of the job",
        pattern=r"^[a-zA-Z0-9.:_-]{1,400}$",
        json_schema_extra={"examples": ["articles.rerender:tag:railways:01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"]},
    ),
]
FrontLanguage = Annotated[
    str, Path(description="Language of the page", json_schema_extra={VALUE: "SiteLanguage", "examples": ["en"]})
]
Source = Annotated[str, Path(description="The bank", json_schema_extra={VALUE: "RateSource", "examples": ["cbu"]})]
Date = Annotated[
    str,
    Path(description="The sheet's own date", json_schema_extra={"format": "date", "examples": ["2026-04-02"]}),
]
Currency = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 4217", json_schema_extra={"examples": ["USD"]})]

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
    staff = require_group(app, "author")
    return staff_response(Me(id=staff.id, name=staff.name, groups=sorted(staff.groups)))


@app.get("/v1/editorial/jobs", summary="List long work", operation_id="desk_jobs")
def list_jobs(limit: Limit = 20, cursor: Cursor = None) -> Response[JobPage]:
    """The latest first; work that begins again is the latest again. It can be read for 90 days after its end."""
    require_group(app, "editor")
    after = decode("jobs", cursor) if cursor else None
    found, position = jobs.list_newest(times.now(), limit=limit, after=after)
    page = JobPage(items=[show_job(job) for job in found], next=encode("jobs", position) if position else None)
    return page_response(app, page)


@app.get("/v1/editorial/jobs/<id>", summary="Read the progress of long work", operation_id="desk_job")
def read_job(id: JobId) -> Response[ShownJob]:
    """A job can be read for 90 days after its end."""
    require_group(app, "editor")
    job = jobs.get(decode_job_id(id), times.now())
    if job is None:
        raise JobNotFound()
    return staff_response(show_job(job))


@app.get("/v1/editorial/front/<lang>", summary="Read the pins of a front page", operation_id="desk_front")
def get_front_page(lang: FrontLanguage) -> Response[FrontPage]:
    """Pinned articles in order. An article leaves by its withdrawal."""
    require_group(app, "editor")
    return respond_with_front_page(front_pages.get(check_language(lang)))


@app.put(
    "/v1/editorial/front/<lang>",
    summary="Pin articles to a front page",
    responses=PINNED,
    operation_id="desk_pin",
)
def pin_articles(lang: FrontLanguage, pins: Pins, if_match: OptionalIfMatch = None) -> Response[FrontPage]:
    """All pins at once, in this order; articles that are not among them are unpinned. `If-Match` is needed once there
    are pins. The pins that are there already change nothing."""
    staff = require_group(app, "editor")
    expected = 0 if if_match is None else parse_if_match(if_match) or 0
    page = front_pages.save(check_language(lang), pins.pins, expected=expected, **build_stamp(staff, times.now()))
    return respond_with_front_page(page)


@app.get(
    "/v1/editorial/rates/<source>/<date>/<currency>", summary="Read the status of a rate", operation_id="desk_rate"
)
def get_rate(source: Source, date: Date, currency: Currency) -> Response[RateStatus]:
    """The served rate, the rate that the bank printed, and the person and reason of the last override. While a rate is
    held, readers get the rate of the sheet before: look at that sheet too before you hold a rate."""
    require_group(app, "admin")
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
    staff, at = require_group(app, "admin"), times.now()
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


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
