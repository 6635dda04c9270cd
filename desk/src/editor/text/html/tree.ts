/** Elements of a body as HTML has them. */

export const BLOCKS = new Set(
  (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " +
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table " +
    "tbody td tfoot th thead tr ul"
  ).split(" "),
);

export function getName(node: Node): string {
  return node.nodeName.toLowerCase();
}

export function isElement(node: Node | null): node is HTMLElement {
  return node?.nodeType === Node.ELEMENT_NODE;
}

/** Whether a node is a block or has one in it. */
export function isBlock(node: Node): boolean {
  return isElement(node) && (BLOCKS.has(getName(node)) || [...node.children].some(isBlock));
}

/** Whether readers see nothing of an inline node. */
export function isBlank(node: Node): boolean {
  if (node.nodeType === Node.COMMENT_NODE) return true;
  if (isElement(node) && (node.matches("img, hr, td, th") || node.querySelector("img, hr, td, th"))) return false;
  return !/[^ \t\r\n\f]/.test(node.textContent ?? "");
}

/** Put each run of inline nodes of a parent into an element of its own, and leave out what is blank. */
export function wrapInline(parent: Element, create: () => HTMLElement): void {
  let run: ChildNode[] = [];
  const close = () => {
    if (run.every(isBlank)) for (const node of run) node.remove();
    else {
      const wrapper = create();
      run[0]?.before(wrapper);
      wrapper.append(...run);
    }
    run = [];
  };
  for (const child of [...parent.childNodes]) {
    if (isBlock(child)) close();
    else run.push(child);
  }
  close();
}
