"""`gazette doctor`: checks whether a deployment is able to do its work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import typer

from cli.options import PORT, OptionalStackName, Port, Region

if TYPE_CHECKING:
    from cli.checks import Finding
    from cli.target import Target


def doctor(port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Check whether a deployment is able to do its work.

    It only reads: stopped functions, settings of tables, keyrings, sender, account and reports of SES, the bot of the
    Telegram channels, schedules, rules and streams, alarms and their recipients, freshness of rates, the failures
    queue, and the format of stored articles. Each finding is a line: `ok`, `warning`, `failed`, or `unknown` for what
    cannot be told there. The exit code is 1 if something failed.
    """
    # Imported late: `--help` needs none of it.
    from cli.checks import run_checks
    from cli.target import find_target

    target = find_target(port, stack, region)
    if not run_checks((name, partial(check, target)) for name, check in _list_checks().items()):
        raise typer.Exit(1)


def _list_checks() -> dict[str, Callable[[Target], Iterable[Finding]]]:
    """The checks by their names, in order."""
    from cli.doctor.alarms import check_alarm_recipients, check_alarms
    from cli.doctor.content import check_failures_queue, check_rates, check_views
    from cli.doctor.deliverability import check_dmarc, check_mail_from, check_mail_reports
    from cli.doctor.mail import check_account, check_configuration, check_sender_identity
    from cli.doctor.search import check_search
    from cli.doctor.secrets import check_secrets
    from cli.doctor.stack import check_concurrency, check_deployment, check_distribution, check_functions, check_version
    from cli.doctor.tables import check_tables
    from cli.doctor.telegram import check_telegram
    from cli.doctor.triggers import check_rules, check_schedules, check_streams

    return {
        "Stack": check_deployment,
        "Version": check_version,
        "Distribution": check_distribution,
        "Concurrency": check_concurrency,
        "Functions": check_functions,
        "Tables": check_tables,
        "Secrets": check_secrets,
        "Sender": check_sender_identity,
        "SES account": check_account,
        "SES configuration": check_configuration,
        "MAIL FROM": check_mail_from,
        "DMARC": check_dmarc,
        "Mail reports": check_mail_reports,
        "Telegram": check_telegram,
        "Schedules": check_schedules,
        "Rules": check_rules,
        "Streams": check_streams,
        "Alarms": check_alarms,
        "Alarm recipients": check_alarm_recipients,
        "Rates": check_rates,
        "Failures queue": check_failures_queue,
        "Articles": check_views,
        "Search": check_search,
    }
