/** The chunks of the editor. Frame and shelf know only this of it. */

export const loadText = () => import("./text-chunk.ts");

/** The text is larger than all else, and is loaded beside the screen. */
export async function loadEditor(): Promise<typeof import("./editor-screen.tsx")> {
  loadText().catch(() => undefined); // the screen tries again, and says what fails
  return import("./editor-screen.tsx");
}
