/** Arrow keys in a toolbar or a menu. One of its buttons is a tab stop. */

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Moves the focus among the buttons that are shown. True if the key was one of these. */
export function moveFocus(event: KeyboardEvent, container: HTMLElement): boolean {
  const buttons = getButtons(container);
  const present = buttons.findIndex((button) => button === document.activeElement);
  const isReversed = getComputedStyle(container).direction === "rtl" && /Left|Right/.test(event.key);
  const step = (STEPS[event.key] ?? 0) * (isReversed ? -1 : 1);
  const target = event.key === "Home" ? 0 : event.key === "End" ? -1 : step ? (present + step) % buttons.length : null;
  if (target === null || event.altKey || event.ctrlKey || event.metaKey) return false;
  event.preventDefault();
  buttons.at(target)?.focus();
  return true;
}

export function getButtons(container: HTMLElement): HTMLButtonElement[] {
  return [...container.querySelectorAll("button")].filter((button) => button.offsetParent !== null || button.getClientRects().length > 0);
}
