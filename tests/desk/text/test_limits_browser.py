"""What the editor weighs, and how fast it is in an article of 3,000 words."""

import gzip
import json
import statistics
import subprocess

import pytest

from tests.desk.text.conftest import Desk
from tests.support.desk_bundle import DESK, bundle

pytestmark = pytest.mark.browser

MOST_BYTES = 95_000
"""Of the chunk of the editor with its toolbar, after gzip. What the whole desk has anyway does not count."""
MOST_EXTRA_BYTES = 16_000
"""Of what is loaded behind it."""
MOST_STYLE_BYTES = 3_500

PARAGRAPH = (
    "<p>"
    + "Water was <em>counted</em> in days, and a <a href='https://kun.uz/'>farmer</a> was given two of them. " * 6
    + "</p>"
)
BODY = (PARAGRAPH * 6 + "<h2>What the gauges say</h2><ul><li>Fergana</li><li>Khorezm</li></ul>") * 7
KEYS = "water and again " * 3
ROUNDS = 8
"""The best one counts: in the others the machine did something else, too."""

OPENING = """async (html) => {
  const times = [];
  for (let time = 0; time < 5; time++) {
    const start = performance.now();
    await desk.start(html);
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return times;
}"""
WATCH_KEYS = """() => {
  window.times = [];
  let start = 0;
  const measure = () => {
    document.body.offsetHeight;
    times.push(performance.now() - start);
  };
  addEventListener("keydown", () => (start = performance.now()), true);
  // Behind the editor, which follows changes of the page in a microtask.
  addEventListener("input", () => queueMicrotask(measure));
}"""
"""From the event of a key to the end of the layout, without the time in which the machine does something else."""


def find_percentile(times, percent):
    return statistics.quantiles(times, n=100)[percent - 1]


def measure_until(most, measure):
    """The shortest time of some rounds; no more rounds than it takes to stay below the limit."""
    shortest = measure()
    for _ in range(ROUNDS - 1):
        if shortest > most:
            shortest = min(shortest, measure())
    return shortest


def measure_keys(desk):
    """p95 of a round, in milliseconds."""
    desk.page.evaluate("() => void (times.length = 0)")
    desk.type(KEYS)
    return find_percentile(desk.page.evaluate("times"), 95)


@pytest.mark.parametrize(("slowness", "most_to_open", "most_for_a_key"), [(1, 100, 16), (4, 400, 16)])
def test_a_long_article_opens_and_follows_the_keys(
    open_editor, record_property, slowness, most_to_open, most_for_a_key
):
    desk = Desk(open_editor())
    session = desk.page.context.new_cdp_session(desk.page)
    desk.page.evaluate("() => desk.start('<p>warm</p>')")
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowness})
    opening = measure_until(most_to_open, lambda: min(desk.page.evaluate(OPENING, BODY)))
    assert desk.page.evaluate("started.editor.countWords()") >= 3_000
    desk.text.focus()
    desk.select("What the gauges").press("ArrowRight")
    desk.page.evaluate(WATCH_KEYS)
    key = measure_until(most_for_a_key, lambda: measure_keys(desk))
    record_property(
        f"milliseconds, CPU {slowness} times slower", {"opening": round(opening), "key, p95": round(key, 1)}
    )
    assert opening < most_to_open
    assert key <= most_for_a_key


WEIGH = """
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
const contents = `
  import { render } from "preact";
  import { useState } from "preact/hooks";
  import { loadTexts } from "./src/texts/texts.ts";
  Object.assign(window, { render, useState, loadTexts, open: () => import("./src/editor/text/index.ts") });`;
const { outputFiles, metafile } = await build({
  stdin: { contents, resolveDir: ".", loader: "ts" }, outdir: "/out", write: false, metafile: true, bundle: true,
  splitting: true, format: "esm", target: ["chrome115", "firefox115", "safari16.4"], minify: true, jsx: "automatic",
  jsxImportSource: "preact", logLevel: "error" });
const getName = (path) => path.split("/").pop();
const weigh = ({ path, contents }) => [getName(path), gzipSync(contents, { level: 9 }).length];
const weights = Object.fromEntries(outputFiles.map(weigh));
const listImports = (imports) =>
  imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => getName(path));
const chunks = Object.entries(metafile.outputs).map(([path, { entryPoint, imports }]) =>
  ({ name: getName(path), entryPoint, imports: listImports(imports) }));
console.log(JSON.stringify({ weights, chunks }));
"""


def test_the_editor_weighs_little(record_property):
    bundle("tests/text/browser.ts")  # skips without the packages
    command = ["node", "--input-type=module", "--eval", WEIGH]
    built = json.loads(subprocess.run(command, cwd=DESK, check=True, capture_output=True, text=True).stdout)
    imports = {
        chunk["entryPoint"]: {chunk["name"], *chunk["imports"]} for chunk in built["chunks"] if chunk.get("entryPoint")
    }
    chunks = {chunk["name"]: chunk["imports"] for chunk in built["chunks"]}
    base = {name for entry, names in imports.items() if entry == "<stdin>" for name in names}
    editor = imports["src/editor/text/index.ts"] - base
    extras = imports["src/editor/text/extras/index.ts"] - editor - base
    assert all(set(chunks[name]) <= base | editor | extras for name in editor | extras)
    weight = {
        part: sum(built["weights"][name] for name in names) for part, names in (("editor", editor), ("extras", extras))
    }
    record_property("bytes after gzip", weight)
    assert weight["editor"] <= MOST_BYTES
    assert weight["extras"] <= MOST_EXTRA_BYTES
    assert len(gzip.compress((DESK / "src/styles/text.css").read_bytes())) <= MOST_STYLE_BYTES
