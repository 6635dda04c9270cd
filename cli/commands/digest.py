"""`gazette digest`: previews, reports and stops issues of the mailing lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.digest import describe_preview, describe_report, exit_without_issue, remove_failed_pages
from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import FunctionFailed, Target, find_target

FUNCTION = "DigestFunction"

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the issue of --list and --lang as it would be now.")]
ListId = Annotated[str, typer.Option("--list", help="For --dry-run: daily, the default, or weekly.")]
Lang = Annotated[str, typer.Option(help="For --dry-run: a language of the site; en is the default.")]
Out = Annotated[Path | None, typer.Option(help="For --dry-run: file for the mail of one reader, such as mail.eml.")]
Report = Annotated[str, typer.Option(help="Print the figures of an issue, such as daily/en/2026-11-30.")]
Stop = Annotated[str, typer.Option(help="Send no further mail of an issue.")]
Redrive = Annotated[
    str, typer.Option(help="Queue the pages of an issue again that have no result, as often as you like.")
]


def digest(
    *,
    dry_run: DryRun = False,
    list_id: ListId = "",
    lang: Lang = "",
    out: Out = None,
    report: Report = "",
    stop: Stop = "",
    redrive: Redrive = "",
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Report issues of the mailing lists. Without an option: those being sent, and the last one of each list."""
    if sum(map(bool, (dry_run, report, stop, redrive))) > 1:
        exit_with_error("choose one of --dry-run, --report, --stop and --redrive")
    if (list_id or lang or out) and not dry_run:
        exit_with_error("--list, --lang and --out belong to --dry-run")
    target = find_target(port, stack, region)
    with exit_on_aws_error():
        if dry_run:
            _preview(target, list_id or "daily", lang or "en", out)
        elif redrive:
            _redrive(target, redrive)
        elif stop:
            _stop(target, stop)
        elif report:
            print(describe_report(_call(target, {"report": report}), report))
        else:
            reports = _call(target, {"reports": "newest"})
            print("\n\n".join(describe_report(one, one["issue"]) for one in reports) or "no issue was sent yet")


def _preview(target: Target, list_id: str, lang: str, out: Path | None) -> None:
    preview = _call(target, {"preview": {"list": list_id, "lang": lang}})
    print(describe_preview(preview))
    if out and preview["mail"]:
        out.write_text(preview["mail"], newline="")
        print(f"The mail of one reader is in {out}.")


def _stop(target: Target, id: str) -> None:
    result = _call(target, {"stop": id})
    print(describe_report(result, id))
    if not result["stopped"]:
        exit_with_error(f"{id} has ended already")


def _redrive(target: Target, id: str) -> None:
    pages = _call(target, {"requeue": id})["pages"]
    if pages is None:
        exit_without_issue(id)
    removed = remove_failed_pages(target, id)
    print(f"{pages:,} pages are queued again; {removed:,} messages about them were removed from the failures queue")


def _call(target: Target, event: dict[str, Any]) -> Any:
    try:
        return target.invoke(FUNCTION, event)
    except FunctionFailed as failure:
        exit_with_error(failure.message)
