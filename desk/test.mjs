// Runs the tests in `tests/`, or those whose name contains a word: `node test.mjs join`. Node runs no TypeScript by
// itself, so they are bundled first.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const word = process.argv[2] ?? "";
const names = (await readdir("tests", { recursive: true })).filter((name) => name.endsWith(".test.ts") && name.includes(word));
if (!names.length) throw new Error(`no test has ${word} in its name`);
const folder = await mkdtemp(join(tmpdir(), "desk-tests-"));
await build({
  entryPoints: names.map((name) => join("tests", name)),
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  sourcemap: "inline",
  logLevel: "warning",
});
const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".test.mjs")).map((name) => join(folder, name));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
await rm(folder, { recursive: true });
process.exit(status);
