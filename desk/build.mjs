// Bundles the desk into ../web/desk. `files.json` names what its page loads; all other names have a hash.
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";

const OUTPUT = "../web/desk";
// A build that fails leaves the former files, which a running server goes on serving.
const UNFINISHED = "node_modules/.desk";
const ENTRY = "src/main.tsx";
// What `src/editor/loading.ts` loads.
const EDITOR = ["src/editor/editor-screen.tsx", "src/editor/text-chunk.ts"];

await rm(UNFINISHED, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { desk: ENTRY },
  outdir: UNFINISHED,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome115", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "linked",
  charset: "utf8",
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
});

const findOutput = (source) => Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === source);

/** A file with all that it imports at once. */
function listImports(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const file of metafile.outputs[path].imports) if (file.kind === "import-statement") listImports(file.path, found);
  return found;
}

const script = findOutput(ENTRY);
const frame = listImports(script);
const editor = EDITOR.flatMap((source) => [...listImports(findOutput(source))]);
const name = (paths) => [...new Set(paths)].map((path) => basename(path));
const files = {
  script: basename(script),
  style: basename(metafile.outputs[script].cssBundle),
  imports: name(frame).filter((file) => file !== basename(script)),
  editor: name(editor.filter((path) => !frame.has(path))),
};
await writeFile(`${UNFINISHED}/files.json`, `${JSON.stringify(files, null, 2)}\n`);

// A page that loads meanwhile finds all files of the former build, or all of this one.
await mkdir(OUTPUT, { recursive: true });
const built = (await readdir(UNFINISHED)).filter((name) => name !== "files.json");
for (const name of [...built, "files.json"]) await rename(`${UNFINISHED}/${name}`, `${OUTPUT}/${name}`);
for (const name of await readdir(OUTPUT)) {
  if (name !== "files.json" && !built.includes(name)) await rm(`${OUTPUT}/${name}`);
}
