/** Results of slow functions of texts, and short names of long texts. */

/** The function, with the results of its latest `most` arguments at hand. */
export function remember(work: (text: string) => string, most: number): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (results.size >= most) results.clear();
    results.set(text, result);
    return result;
  };
}

/** 64 bits in hexadecimal digits: the same for the same text. Not for secrets. */
export function hash(text: string): string {
  let [one, two] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
    two ^= two >>> 13;
  }
  return [one, two].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
