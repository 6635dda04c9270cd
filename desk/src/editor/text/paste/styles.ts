/** What inline styles and style sheets of a clipboard say. The policy of the desk blocks them, so they are read as text. */

export type Style = ReadonlyMap<string, string>;

/** The declarations of a style: values by property, in lower case. */
export function parseStyle(text: string): Map<string, string> {
  const style = new Map<string, string>();
  for (const declaration of text.toLowerCase().split(";")) {
    const colon = declaration.indexOf(":");
    if (colon > 0) style.set(declaration.slice(0, colon).trim(), declaration.slice(colon + 1).replace("!important", "").trim());
  }
  return style;
}

export function readStyle(element: Element): Style {
  return parseStyle(element.getAttribute("style") ?? "");
}

const RULE = /([^{}]+)\{([^{}]*)\}/g;
const SELECTOR = /^([a-z][a-z0-9]*)?((?:\.[\w-]+)+)$/i;
/** Nothing else of style sheets is read: what they say of position or size is not the text's. */
const PROPERTIES = /^\s*(font|font-weight|font-style|text-decoration|text-decoration-line|vertical-align|text-align|mso-list)\s*:/i;

/** Writes the rules for classes into the styles of the elements that have them. Own styles are stronger. */
export function applySheets(root: Element, sheets: readonly string[]): void {
  for (const [, selectors = "", body = ""] of sheets.join("\n").replace(/\/\*[^]*?\*\/|<!--|-->/g, "").matchAll(RULE)) {
    const declarations = body.split(";").filter((declaration) => PROPERTIES.test(declaration));
    if (!declarations.length) continue;
    const known = selectors.split(",").map((selector) => selector.trim()).filter((selector) => SELECTOR.test(selector));
    if (!known.length) continue;
    for (const element of root.querySelectorAll(known.join(","))) {
      const own = element.getAttribute("style");
      element.setAttribute("data-sheet", [element.getAttribute("data-sheet"), ...declarations, own].filter(Boolean).join(";"));
    }
  }
}

/** The style of an element, with what style sheets say. */
export function readFullStyle(element: Element): Style {
  return parseStyle(`${element.getAttribute("data-sheet") ?? ""};${element.getAttribute("style") ?? ""}`);
}

export function isHidden(element: Element): boolean {
  const style = readStyle(element);
  return element.hasAttribute("hidden") || style.get("display") === "none" || style.get("mso-hide") === "all";
}

export type Format = "strong" | "em" | "s" | "sup" | "sub";

/** Formats that a style sets (true) or resets (false). */
export function readFormats(style: Style): Map<Format, boolean> {
  const formats = new Map<Format, boolean>();
  const font = style.get("font") ?? "";
  // `font` with a size sets all that it does not name to normal.
  const isWholeFont = font.split(/\s+/).length > 1;
  set(formats, "strong", readWord(style.get("font-weight") ?? font, /\b(bold|bolder|[6-9]00|1000)\b/, /\b(normal|initial|lighter|[1-5]00)\b/, isWholeFont));
  set(formats, "em", readWord(style.get("font-style") ?? font, /\b(italic|oblique)\b/, /\b(normal|initial)\b/, isWholeFont));
  const decoration = `${style.get("text-decoration") ?? ""} ${style.get("text-decoration-line") ?? ""}`;
  if (decoration.includes("line-through")) formats.set("s", true);
  const align = style.get("vertical-align");
  if (align === "super") formats.set("sup", true);
  if (align === "sub") formats.set("sub", true);
  return formats;
}

function readWord(value: string, on: RegExp, off: RegExp, isWholeFont: boolean): boolean | null {
  if (on.test(value)) return true;
  return off.test(value) || isWholeFont ? false : null;
}

function set(formats: Map<Format, boolean>, name: Format, value: boolean | null): void {
  if (value !== null) formats.set(name, value);
}
