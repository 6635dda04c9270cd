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
KEYS = [*"water", "Space", *"and", "Space", *"again", "Space"] * 4
MOST_TO_OPEN, MOST_FOR_A_KEY = 100, 16
"""Milliseconds of the processor: how long it takes on a machine that does nothing else."""
SLOW = 4
"""Times that a phone is slower."""

OPEN = """async (html) => {
  await desk.start(html);
  document.body.offsetHeight;
}"""


class Processor:
    """The time that the page has taken of the processor, in milliseconds."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def measure(self, work):
        before = self._read()
        work()
        return self._read() - before

    def _read(self):
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def test_a_long_article_opens_and_follows_the_keys(open_editor, record_property):
    desk = Desk(open_editor())
    desk.page.evaluate("() => desk.start('<p>warm</p>')")
    processor = Processor(desk.page)
    opening = statistics.median(processor.measure(lambda: desk.page.evaluate(OPEN, BODY)) for _ in range(5))
    assert desk.page.evaluate("started.editor.countWords()") >= 3_000
    desk.text.focus()
    desk.select("What the gauges").press("ArrowRight")
    keys = [processor.measure(lambda key=key: desk.page.keyboard.press(key)) for key in KEYS]
    slowest = statistics.quantiles(keys, n=100)[94]
    record_property("milliseconds", {"opening": opening, "key, median": statistics.median(keys), "key, p95": slowest})
    assert opening < MOST_TO_OPEN
    assert slowest <= MOST_FOR_A_KEY
    # The time that a busy machine adds would count four times, so on a slow one it is half of the keys.
    assert statistics.median(keys) * SLOW <= MOST_FOR_A_KEY


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
