/** HTML as text. */

export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export function writeTag(name: string, attributes: Record<string, string> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value).replace(/"/g, "&quot;")}"`);
  return `<${name}${written.join("")}>`;
}

export function writeElement(name: string, attributes: Record<string, string>, content: string): string {
  return `${writeTag(name, attributes)}${content}</${name}>`;
}
