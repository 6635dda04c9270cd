"""`make bench`: measures all candidates in turns, and writes tables to the terminal and to bench/results/."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import ingestion
from bench.events import CHART, PAGES, RATES
from bench.runner import READS, Runner, median, run_cold, run_warm

ROOT = Path(__file__).parents[1]
BUILT = ROOT / ".aws-sam/build"
PEERS = ROOT / ".aws-sam/bench"
RESULTS = ROOT / "bench/results"


def find_interpreter() -> str:
    """The path of Python 3.13 itself, not of a version manager's shim, which would add time."""
    python = shutil.which("python3.13")
    if python is None:
        sys.exit("make bench needs a python3.13 on the PATH: it is the runtime of the deployed functions")
    command = [python, "-c", "import sys; print(sys.executable)"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def is_built() -> bool:
    """Whether the build has byte code and matches the current source."""
    pairs = {
        ROOT / "functions/articles": BUILT / "ArticlesFunction",
        ROOT / "functions/pages": BUILT / "PagesFunction",
        ROOT / "functions/rates": BUILT / "RatesFunction",
        ROOT / "layers/core": BUILT / "CoreLayer/python",
    }
    compiled = all(any(built.rglob("__pycache__")) for built in pairs.values())
    return compiled and all(
        (copy := built / path.relative_to(source)).exists() and copy.read_bytes() == path.read_bytes()
        for source, built in pairs.items()
        for path in source.rglob("*.py")
    )


def install_peers(python: str) -> None:
    """Install the locked boto3, FastAPI and Mangum with byte code into one folder, as a layer would have them."""
    uv = shutil.which("uv") or str(ROOT / ".tools/bin/uv")
    requirements = subprocess.run(
        [uv, "export", "--quiet", "--locked", "--only-group", "bench", "--no-emit-project", "--no-header"],
        check=True, capture_output=True, text=True, cwd=ROOT,
    ).stdout  # fmt: skip
    file = PEERS / "requirements.txt"
    if file.exists() and file.read_text() == requirements:
        return
    shutil.rmtree(PEERS, ignore_errors=True)
    PEERS.mkdir(parents=True)
    file.write_text(requirements)
    install = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--target",
        str(PEERS / "python"),
        "-r",
        str(file),
    ]
    subprocess.run(install, check=True)
    compile_ = [python, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*compile_, str(PEERS / "python")], check=False)


def create_runners() -> list[Runner]:
    gazette = [BUILT / "ArticlesFunction", BUILT / "CoreLayer/python"]
    rates = [BUILT / "RatesFunction", BUILT / "CoreLayer/python"]
    peers = [ROOT / "bench/peers", PEERS / "python"]
    return [
        Runner("bare boto3", "bare_boto3", peers),
        Runner("Gazette", "handler", gazette),
        Runner("Gazette, its log line off", "handler", gazette, log_level="ERROR"),
        Runner("Gazette's pages: article, front", "handler", [BUILT / "PagesFunction", gazette[1]], events=PAGES),
        Runner("Gazette's rates", "handler", rates, events=RATES),
        Runner("Gazette's charts", "handler", rates, events=CHART),
        Runner("Powertools + boto3", "powertools", peers),
        Runner("FastAPI + Mangum + boto3", "fastapi_mangum", peers),
        Runner("returns a constant", "constant", peers),
    ]


def build_environment(endpoint: str) -> dict[str, str]:
    """The template's variables of the functions, and the address of DynamoDB."""
    from cli.local.stack import Stack

    stack = Stack(parameters={"SiteUrl": "https://news.example"})
    return {
        **stack.environment("ArticlesFunction"),
        **stack.environment("PagesFunction"),
        **stack.environment("RatesFunction"),
        "WEB_ROOT": str(ROOT / "web"),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": stack.region,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
    }


def format_reads(measured: list[Runner]) -> str:
    """The common reads of all candidates. × is the ratio to the first line."""
    base = measured[0]
    lines = [
        "| | cold ms | × | cold CPU ms | × | article µs | × | 304 µs | × | list of 20 µs | × | peak MB | modules |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for runner in (candidate for candidate in measured if candidate.name not in RATES_READS):
        cells = []
        pairs = [(runner.cold, base.cold), (runner.cold_cpu, base.cold_cpu)]
        pairs += [(runner.warm[name], base.warm[name]) for name in READS]
        for values, reference in pairs:
            cells += [f"{median(values):.0f}", f"{median(values) / median(reference):.2f}"]
        lines.append(f"| {runner.name} | {' | '.join(cells)} | {median(runner.peak):.0f} | {runner.modules} |")
    return "\n".join(lines)


def format_rates_reads(measured: list[Runner]) -> str:
    """Reads of rates. × is the ratio to Gazette's read of an article."""
    runners = {runner.name: runner for runner in measured}
    article = runners["Gazette"]
    lines = [
        "| | µs | × | cold CPU ms | × |",
        "|---|---:|---:|---:|---:|",
        _format_row("an article", article, "article", article),
    ]
    for runner, reads in RATES_READS.items():
        lines += [_format_row(label, runners[runner], name, article) for name, label in reads.items()]
    return "\n".join(lines)


RATES_READS = {
    "Gazette's rates": {
        "three": "the sheet in force, three currencies",
        "sheet": "the sheet in force, all 75",
        "year": "a year of one currency",
    },
    "Gazette's charts": {
        "month": "a chart of a month",
        "year": "a chart of a year",
        "decade": "a chart of ten years",
    },
}
"""The runners that read rates, with the label of each read."""


def _format_row(label: str, runner: Runner, name: str, base: Runner) -> str:
    warm, cold = median(runner.warm[name]), median(runner.cold_cpu)
    cells = [label, f"{warm:.0f}", f"{warm / median(base.warm['article']):.2f}", "", ""]
    if name == runner.reads[0]:  # the read of a cold process
        cells[3:] = [f"{cold:.0f}", f"{cold / median(base.cold_cpu):.2f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cold", type=int, default=15, help="fresh processes of each")
    parser.add_argument("--warm", type=int, default=7, help="rounds of warm requests of each")
    parser.add_argument("--requests", type=int, default=300, help="requests of a warm round")
    options = parser.parse_args()
    if not is_built():
        sys.exit(".aws-sam/build does not match this source, or has no byte code: run make build first")
    python = find_interpreter()
    install_peers(python)
    command = [sys.executable, "-m", "bench.replay_server"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as dynamodb:
        try:
            replay, moto = dynamodb.stdout.readline().split()
            environ = build_environment(replay)
            measured = create_runners()
            run_cold(measured, python, environ, options.cold)
            run_warm(measured, python, environ, options.warm, options.requests)
            ingested = ingestion.measure(moto)
        finally:
            dynamodb.stdin.close()
    write_report(measured, ingested, options)


def write_report(measured: list[Runner], ingested: tuple[float, float, float], options: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    conditions = (
        f"{now:%Y-%m-%d %H:%M} UTC, Python {platform.python_version()} on {platform.machine()}: "
        f"medians of {options.cold} fresh processes and {options.warm} × {options.requests} warm requests, "
        f"interleaved; × is the ratio to the first line."
    )
    own_cpu, sdk_cpu, calls = ingested
    sheet = (
        f"Ingesting a sheet of 75 currencies: {own_cpu:.1f} ms of CPU without its {calls:.0f} calls of DynamoDB, "
        f"and {sdk_cpu:.1f} ms of the SDK's in these."
    )
    text = f"{conditions}\n\n{format_reads(measured)}\n\n{format_rates_reads(measured)}\n\n{sheet}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{now:%Y%m%dT%H%M%S}.md").write_text(text)
    raw = {r.name: {"cold": r.cold, "cold_cpu": r.cold_cpu, "warm": r.warm, "peak": r.peak} for r in measured}
    (RESULTS / f"{now:%Y%m%dT%H%M%S}.json").write_text(json.dumps(raw, indent=1))
    print(text)


if __name__ == "__main__":
    main()
