"""`make bench`: one interleaved run, its table on the terminal and in bench/results/."""

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
from bench.race import READS, Runner, median, run_cold, run_warm

ROOT = Path(__file__).parents[1]
BUILT = ROOT / ".aws-sam/build"
PEERS = ROOT / ".aws-sam/bench"
RESULTS = ROOT / "bench/results"


def interpreter() -> str:
    """Lambda's Python itself: a version manager's shim would be timed with it."""
    found = shutil.which("python3.13")
    if found is None:
        sys.exit("make bench needs a python3.13 on the PATH: it is the runtime of the deployed functions")
    command = [found, "-c", "import sys; print(sys.executable)"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def is_built() -> bool:
    """Whether the build is of the source as it is now: figures of yesterday's code would be worse than none."""
    pairs = {
        ROOT / "functions/articles": BUILT / "ArticlesFunction",
        ROOT / "functions/pages": BUILT / "PagesFunction",
        ROOT / "functions/rates": BUILT / "RatesFunction",
        ROOT / "layers/core": BUILT / "CoreLayer/python",
    }
    compiled = all(any(built.rglob("__pycache__")) for built in pairs.values())
    return compiled and all(
        (twin := built / path.relative_to(source)).exists() and twin.read_bytes() == path.read_bytes()
        for source, built in pairs.items()
        for path in source.rglob("*.py")
    )


def install_peers(python: str) -> None:
    """boto3, FastAPI and Mangum as locked, compiled, in a folder of their own: what a layer of theirs would hold."""
    uv = shutil.which("uv") or str(ROOT / ".tools/bin/uv")
    wanted = subprocess.run(
        [uv, "export", "--quiet", "--locked", "--only-group", "bench", "--no-emit-project", "--no-header"],
        check=True, capture_output=True, text=True, cwd=ROOT,
    ).stdout  # fmt: skip
    listed = PEERS / "requirements.txt"
    if listed.exists() and listed.read_text() == wanted:
        return
    shutil.rmtree(PEERS, ignore_errors=True)
    PEERS.mkdir(parents=True)
    listed.write_text(wanted)
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
        str(listed),
    ]
    subprocess.run(install, check=True)
    compile_ = [python, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*compile_, str(PEERS / "python")], check=False)


def runners() -> list[Runner]:
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


def environment(engine: str) -> dict[str, str]:
    """What the template sets for the function, and where its DynamoDB is."""
    from cli.local.stack import Stack

    stack = Stack(parameters={"SiteUrl": "https://news.example"})
    return {
        **stack.environment("ArticlesFunction"),
        **stack.environment("PagesFunction"),
        **stack.environment("RatesFunction"),
        "WEB_ROOT": str(ROOT / "web"),
        "AWS_ENDPOINT_URL": engine,
        "AWS_REGION": stack.region,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
    }


def table(measured: list[Runner]) -> str:
    """What all do in their own ways; × is the ratio to the first of them."""
    base = measured[0]
    lines = [
        "| | cold ms | × | cold CPU ms | × | article µs | × | 304 µs | × | list of 20 µs | × | peak MB | modules |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for runner in (one for one in measured if one.name not in OVER_TIME):
        cells = []
        pairs = [(runner.cold, base.cold), (runner.cold_cpu, base.cold_cpu)]
        pairs += [(runner.warm[name], base.warm[name]) for name in READS]
        for own, reference in pairs:
            cells += [f"{median(own):.0f}", f"{median(own) / median(reference):.2f}"]
        lines.append(f"| {runner.name} | {' | '.join(cells)} | {median(runner.peak):.0f} | {runner.modules} |")
    return "\n".join(lines)


def rates_table(measured: list[Runner]) -> str:
    """Reads of rates beside Gazette's own read of an article; × is the ratio to that."""
    runners = {runner.name: runner for runner in measured}
    article = runners["Gazette"]
    lines = [
        "| | µs | × | cold CPU ms | × |",
        "|---|---:|---:|---:|---:|",
        _row("an article", article, "article", article),
    ]
    for runner, reads in OVER_TIME.items():
        lines += [_row(said, runners[runner], name, article) for name, said in reads.items()]
    return "\n".join(lines)


OVER_TIME = {
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
"""The runners that read rates, and what they are asked."""


def _row(said: str, runner: Runner, name: str, base: Runner) -> str:
    warm, cold = median(runner.warm[name]), median(runner.cold_cpu)
    cells = [said, f"{warm:.0f}", f"{warm / median(base.warm['article']):.2f}", "", ""]
    if name == runner.reads[0]:  # which a cold process is asked
        cells[3:] = [f"{cold:.0f}", f"{cold / median(base.cold_cpu):.2f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cold", type=int, default=15, help="fresh processes of each")
    parser.add_argument("--warm", type=int, default=7, help="rounds of warm requests of each")
    parser.add_argument("--requests", type=int, default=300, help="requests of a warm round")
    chosen = parser.parse_args()
    if not is_built():
        sys.exit("What is in .aws-sam/build was not built from this source, with byte code: run make build first")
    python = interpreter()
    install_peers(python)
    command = [sys.executable, "-m", "bench.engine"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as engine:
        try:
            replay, moto = engine.stdout.readline().split()
            environ = environment(replay)
            measured = runners()
            run_cold(measured, python, environ, chosen.cold)
            run_warm(measured, python, environ, chosen.warm, chosen.requests)
            taken_in = ingestion.measure(moto)
        finally:
            engine.stdin.close()
    report(measured, taken_in, chosen)


def report(measured: list[Runner], taken_in: tuple[float, float, float], chosen: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    said = (
        f"{now:%Y-%m-%d %H:%M} UTC, Python {platform.python_version()} on {platform.machine()}: "
        f"medians of {chosen.cold} fresh processes and {chosen.warm} × {chosen.requests} warm requests, interleaved; "
        f"× is the ratio to the first line."
    )
    own, sdk, calls = taken_in
    sheet = (
        f"Taking in a sheet of 75 currencies: {own:.1f} ms of CPU beside {calls:.0f} calls of DynamoDB, "
        f"and {sdk:.1f} ms of the SDK's in these."
    )
    text = f"{said}\n\n{table(measured)}\n\n{rates_table(measured)}\n\n{sheet}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{now:%Y%m%dT%H%M%S}.md").write_text(text)
    raw = {r.name: {"cold": r.cold, "cold_cpu": r.cold_cpu, "warm": r.warm, "peak": r.peak} for r in measured}
    (RESULTS / f"{now:%Y%m%dT%H%M%S}.json").write_text(json.dumps(raw, indent=1))
    print(text)


if __name__ == "__main__":
    main()
