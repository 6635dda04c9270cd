/** Loads the extras behind the editor, once for all editors of the page. */

type Extras = typeof import("./index.ts");

let loaded: Extras | null = null;

/** Null until they are loaded. */
export function getExtras(): Extras | null {
  return loaded;
}

/** Resolves to null if they cannot be loaded now, such as without a network. The next call tries again. */
export async function loadExtras(): Promise<Extras | null> {
  loaded ??= await import("./index.ts").catch(() => null);
  return loaded;
}
