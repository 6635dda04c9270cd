"""Compares docs/operations.md with the template, and checks its sums."""

import ast
import json
import re
from datetime import date, timedelta

import pytest

from cli.commands.restore import TABLES
from cli.local.stack import ROOT
from cli.main import app
from functions.scheduler.handler import handler as scheduler
from gazette.articles.publishing import serializers as articles
from gazette.articles.publishing.cdn_paths import MAX_PATHS, list_cdn_paths
from gazette.rates.store import sheets as rate_sheets
from gazette.settings import Settings
from tests.support.dynamodb_cost import documents, measure, working_days
from tests.support.iam import Calls
from tests.template.conftest import references
from tests.template.test_asynchronous import words_of_the_code

PAGE = (ROOT / "docs/operations.md").read_text()


def rows(title):
    """Cells of the first table after a heading or a bold line that begins with `title`."""
    after = PAGE[PAGE.index(title) :]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)[0]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()[2:]]


def dollars(cell):
    """The dollars in a cell; 0 if it is free."""
    found = re.search(r"\$([0-9.]+)", cell)
    return float(found[1]) if found else 0.0


def test_every_parameter_is_explained_with_its_default(stack):
    explained = {cells[0].strip("`"): cells[1].strip("`") for cells in rows("## Deploy")}
    declared = stack.source["Parameters"]
    assert set(explained) == set(declared)
    assert {name: "" if value == "empty" else value for name, value in explained.items()} == {
        name: str(parameter["Default"]) for name, parameter in declared.items()
    }


def test_every_output_is_explained(stack):
    assert [name for name in stack.source["Outputs"] if f"`{name}`" not in PAGE] == []


def test_every_alarm_is_explained(stack):
    explained = {cells[0].strip("`") for cells in rows("## Alarms")}
    assert explained == {name for name, _ in stack.of_type("AWS::CloudWatch::Alarm")}


def test_the_restore_of_every_table_is_explained(stack):
    groups = [cells[0].split(", ") for cells in rows("## Backup")]
    assert sorted(name for names in groups for name in names) == sorted(
        name.removesuffix("Table") for name, _ in stack.of_type("AWS::DynamoDB::Table")
    )
    recoverable = {
        name.removesuffix("Table")
        for name, table in stack.of_type("AWS::DynamoDB::Table")
        if "PointInTimeRecoverySpecification" in table
    }
    assert set(groups[0]) == recoverable


def test_every_recoverable_table_has_a_rule_for_its_return(stack):
    """Jobs are started anew."""
    [recoverable, *_] = rows("## Backup")
    assert {*TABLES, "Jobs"} == set(recoverable[0].split(", "))
    assert {cells[0] for cells in rows("If several tables")} == set(TABLES)


def test_the_settings_that_a_restored_table_lacks_are_those_of_the_template(stack):
    stated = {cells[0]: cells[1] for cells in rows("stop the functions first")}
    found = {"recovery and deletion protection": "all"}
    for name, table in stack.of_type("AWS::DynamoDB::Table"):
        settings = [
            f"stream `{table['StreamSpecification']['StreamViewType']}`" if "StreamSpecification" in table else "",
            f"expiry of items, `{table.get('TimeToLiveSpecification', {}).get('AttributeName')}`"
            if "TimeToLiveSpecification" in table and name != "IdempotencyTable"
            else "",
        ]
        for setting in filter(None, settings):
            found[setting] = ", ".join(filter(None, (found.get(setting), name.removesuffix("Table"))))
    assert stated == found


def test_what_outlives_the_stack_can_be_imported_without_the_rest(stack):
    """A change set of an import has nothing but the resources to import, so these may refer to nothing else."""
    kept = [one for one in stack.template["Resources"].values() if one.get("DeletionPolicy") == "Retain"]
    assert len(kept) == 12
    pseudo = {name for name in references(kept) if name.startswith("AWS::")}
    assert references(kept) - pseudo <= set(stack.template["Parameters"])


def test_the_stated_format_of_views_is_that_of_the_code():
    stated = re.search(r"number `format` of their form \(articles (\d+)\s+now, sheets (\d+) now\)", PAGE)
    assert stated
    assert tuple(map(int, stated.groups())) == (articles.FORMAT, rate_sheets.FORMAT)


def test_resources_that_outlive_the_stack(stack):
    kept = {
        name for name, resource in stack.template["Resources"].items() if resource.get("DeletionPolicy") == "Retain"
    }
    tables = {name for name in kept if name.endswith("Table")}
    assert tables == {name for name, _ in stack.of_type("AWS::DynamoDB::Table")} - {"IdempotencyTable"}
    assert kept - tables == {"RawBucket", "MediaBucket", "UserPool", "FailuresQueue"}


def test_columns_add_up():
    for title in ("### Asleep", "### Awake"):
        *parts, total = rows(title)
        for column in range(1, len(total)):
            stated = dollars(total[column])
            if stated:
                computed = sum(dollars(cells[column]) for cells in parts)
                assert stated == pytest.approx(computed, abs=0.006), (title, column)


def test_the_number_of_alarms_in_the_bill_is_that_of_the_template(stack):
    [cells] = [cells for cells in rows("### Asleep") if cells[0] == "CloudWatch: alarms"]
    count = len(dict(stack.of_type("AWS::CloudWatch::Alarm")))
    assert cells[1] == str(count)
    assert dollars(cells[3]) == pytest.approx(count * 0.10)


def test_storage_in_the_bill_has_the_stated_price(stack):
    """Storage has a free part, recovery none."""
    [cells] = [cells for cells in rows("### Asleep") if "recoverable" in cells[0]]
    gigabytes = int(re.search(r"(\d+) MB", cells[0])[1]) / 1000
    stored, recoverable = (float(price) for price in re.search(r"\$(0\.\d+) per GB.*\$(0\.\d+) more", PAGE).groups())
    assert dollars(cells[2]) == pytest.approx(gigabytes * recoverable, abs=0.0006)
    assert dollars(cells[3]) == pytest.approx(gigabytes * (stored + recoverable), abs=0.0006)


def test_the_stated_cost_of_a_backfilled_sheet_is_the_measured_one(stack, raw_bucket):
    """Two months of working days, the way a backfill goes; the first days have no month to write into yet."""
    days = working_days(date(2026, 10, 30), 44)
    meter = measure(days, stack.physical("RatesTable"), raw_bucket)
    writes, reads = map(int, re.search(r"(\d+) write units and (\d+) read units", PAGE).groups())
    assert meter.writes / len(days) == pytest.approx(writes, rel=0.05)
    assert meter.reads / len(days) == pytest.approx(reads, rel=0.1)
    kilobytes = float(re.search(r"DynamoDB, ([\d.]+) kB a sheet", PAGE)[1])
    total = sum(meter.stored_bytes.values())
    assert total / len(days) / 1000 == pytest.approx(kilobytes, rel=0.05)
    shares = map(int, re.search(r"\((\d+) % of it sheets.*, (\d+) % revisions, (\d+) % months\)", PAGE).groups())
    held = [meter.stored_bytes[kind] / total for kind in ("cbu", "revision", "month")]
    assert held == pytest.approx([share / 100 for share in shares], abs=0.02)


def test_the_sums_are_for_sheets_of_75_currencies():
    assert len(json.loads(documents([date(2026, 10, 30)])[date(2026, 10, 30)])) == 75


def test_the_numbers_of_sheets_are_those_of_the_calendar():
    """Less some eleven holidays a year of the working days here, some five of the euro area."""

    def between(first, last, *weekdays):
        days = (first + timedelta(day) for day in range((last - first).days))
        return sum(day.weekday() in weekdays for day in days)

    today, daily = date(2026, 11, 24), date(2021, 2, 15)
    cbu = between(date(1994, 7, 1), daily, 1) + between(daily, today, *range(5)) - 11 * 5.8
    ecb = between(date(1999, 1, 4), today, *range(5)) - 5 * 27.9
    said = [int(cell.replace(",", "")) for cell in rows("### A backfill")[0][1:]]
    assert said[:2] == pytest.approx([cbu, ecb], rel=0.01)
    assert said[2] < between(date(1992, 7, 1), today, *range(5))
    assert said[3] == 30 * 250


def test_a_backfill_adds_up():
    table = {cells[0]: cells[1:] for cells in rows("### A backfill")}
    sheets = [int(cell.replace(",", "")) for cell in table["sheets, about"]]
    sheet_and_job = re.search(r"needs (\d+) write units .*, and (\d+) write units more for the job", PAGE).groups()
    writes = sum(map(int, sheet_and_job))
    per_sheet = {
        f"DynamoDB, {writes} write units a sheet": writes * 0.625e-6,
        "DynamoDB, 15 read units a sheet": 15 * 0.125e-6,
        "S3, an answer kept as it came": 0.005e-3,
        "Lambda, 0.6 GB-seconds a sheet (2.2 at 3.3 s an answer)": 0.6 * 0.0000133334,
        "DynamoDB, 5.2 kB a sheet, recoverable, each month": 5.2e-6 * (0.25 + 0.20),
        "S3, 26 kB a sheet, each month": 26e-6 * 0.023,
    }
    for name, price in per_sheet.items():
        assert [dollars(cell) for cell in table[name]] == pytest.approx([n * price for n in sheets], abs=0.0006), name
    for name, parts in (("**together, once**", [*per_sheet][:4]), ("**together, each month**", [*per_sheet][4:])):
        total = [sum(per_sheet[part] for part in parts) * n for n in sheets]
        assert [dollars(cell) for cell in table[name]] == pytest.approx(total, abs=0.006 if "once" in name else 0.0006)
    for seconds, name in (
        (1.2, "time, where the bank answers within 0.2 s"),
        (4.3, "time, where its answer takes 3.3 s"),
    ):
        said = [float(cell.split()[0]) for cell in table[name]]
        assert said == pytest.approx([n * seconds / 3600 for n in sheets], abs=0.06), name


def test_a_withdrawal_invalidates_as_many_paths_as_stated():
    settings = Settings({"ARTICLE_PATH": "/{lang}/{slug}", "LANGUAGES": "en,ru"})
    document = {"lang": "ru", "slug": "a-slug", "translations": []}
    assert len(list_cdn_paths(document, settings)) == 6
    assert MAX_PATHS == 10
    assert "A withdrawal invalidates six to ten paths" in PAGE


def test_commands_that_the_page_names_exist():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    named = set(re.findall(r"gazette ([a-z]+) ", PAGE))
    assert {"secrets", "user"} <= named <= known


def test_visits_to_the_banks_are_those_of_the_schedules(stack):
    others = ("Index", "Digest", "Figures")
    schedules = [one for name, one in stack.of_type("AWS::Scheduler::Schedule") if not name.startswith(others)]
    assert {(schedule["ScheduleExpression"], schedule.get("ScheduleExpressionTimezone")) for schedule in schedules} == {
        ("cron(0/10 15-23 * * ? *)", "Asia/Tashkent"),
        ("cron(5 0,7,9 * * ? *)", "Asia/Tashkent"),
        ("cron(0/10 15-18 ? * MON-FRI *)", "Europe/Berlin"),
        ("cron(0/15 11-18 * * ? *)", "Europe/Moscow"),
        ("cron(35 * * * ? *)", "UTC"),
        ("rate(1 minute)", None),
    }
    cbu, ecb, cbr, every = 6 * 9 + 3, 6 * 4, 4 * 8, 24
    assert f"{cbu} a day to `cbu`, {ecb} on working days to `ecb`, {cbr} a day to `cbr`" in PAGE
    month = 365 / 12
    visits = (cbu + cbr + every + ecb * 5 / 7) * month
    assert f"{round(visits, -1):,.0f} visits to the banks" in PAGE
    assert f"{round(visits + 60 * 24 * month, -2):,.0f} runs" in PAGE
    assert f"{round(visits + 60 * 24 * month, -2):,.0f} invocations" in PAGE


def test_the_metric_of_new_sheets_is_sent_in_as_many_hours_as_stated(stack):
    [cells] = [cells for cells in rows("### Asleep") if cells[0].startswith("CloudWatch: metrics")]
    hours, of = (int(number) for number in re.search(r"in (\d+) of (\d+) hours", cells[0]).groups())
    sources = stack.environment("RatesFunction")["RATE_SOURCES"].split(",")
    assert (hours, of) == (22 * len(sources), 730)
    assert float(cells[1]) == pytest.approx(2 * hours / of, abs=0.005)
    assert dollars(cells[3]) == pytest.approx(0.30 * 2 * hours / of, abs=0.005)


def test_the_query_of_the_alarms_uses_metrics_that_exist():
    swallowed, query = re.findall(r"```\n(filter .*?)```", PAGE, re.DOTALL)
    shown = set(re.findall(r"[A-Za-z]+", swallowed.split("display")[1])) - {
        "timestamp",
        "message",
        "Swallowed",
        "reason",
    }
    assert shown == fields_of_swallowed()
    metrics = set(re.findall(r"(Rates[A-Za-z]+)\.0", query))
    assert {"RatesStale", "RatesDoubtful"} <= metrics <= words_of_the_code()
    assert {"source", "dates"} <= words_of_the_code() & set(re.findall(r"[a-z]+", query))


def fields_of_swallowed():
    """Names of the fields that the deployed code gives to `count_swallowed`."""
    return {
        keyword.arg
        for folder in ("layers/core", "functions")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "count_swallowed"
        for keyword in node.keywords
    } - {"count", None}  # None: fields that describe an error


def test_throttles_are_as_stated(stack):
    api = stack.source["Resources"]["Api"]["Properties"]
    default, signups = api["DefaultRouteSettings"], api["RouteSettings"]["POST /v1/subscriptions"]
    assert (
        f"{default['ThrottlingRateLimit']:,} requests a second (bursts of {default['ThrottlingBurstLimit']}), "
        f"signups {signups['ThrottlingRateLimit']} (bursts of {signups['ThrottlingBurstLimit']})"
    ) in PAGE


def test_an_idle_minute_costs_five_queries(stack, context, monkeypatch):
    with monkeypatch.context() as observed:
        calls = Calls(observed, stack.region)
        scheduler({}, context)
    assert [operation for _, operation, _ in calls.seen] == ["Query"] * 5
    assert "5 queries a minute" in PAGE
