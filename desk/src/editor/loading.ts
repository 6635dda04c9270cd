/** The chunks of the editor. Frame and shelf know only this of it. */

export const loadText = () => import("./text-chunk.ts");

/** Files that the chunks import. The page names them, since a browser sees them only when it has read the chunks. */
function preload(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="editor-files"]');
  for (const name of meta?.content.split(" ") ?? []) {
    const link = document.createElement("link");
    [link.rel, link.href] = ["modulepreload", `/desk/${name}`];
    document.head.append(link);
  }
  meta?.remove();
}

/** The text is larger than all else, and is loaded beside the screen. */
export async function loadEditor(): Promise<typeof import("./editor-screen.tsx")> {
  preload();
  loadText().catch(() => undefined); // the screen tries again, and says what fails
  return import("./editor-screen.tsx");
}
