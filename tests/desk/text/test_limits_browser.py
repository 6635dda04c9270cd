"""What the editor weighs."""

import gzip
import json
import subprocess

import pytest

from tests.support.desk_bundle import DESK, bundle

pytestmark = pytest.mark.browser

MOST_BYTES = 95_000
"""Of the chunk of the editor with its toolbar, after gzip. What the whole desk has anyway does not count."""
MOST_EXTRA_BYTES = 16_000
"""Of what is loaded behind it."""
MOST_STYLE_BYTES = 3_500

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
