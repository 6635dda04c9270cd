/** Buttons, and links that look like buttons. */

import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Look {
  /** `main`: the one thing that a screen is for. `plain`: everything else. `danger`: what readers would miss. `quiet`: no frame. */
  kind?: "main" | "plain" | "danger" | "quiet";
  icon?: IconName;
  isSmall?: boolean;
  children?: ComponentChildren;
}

function findClass({ kind = "plain", isSmall }: Look): string {
  return `button ${kind}${isSmall ? " small" : ""}`;
}

export function Button({ kind, icon, isSmall, children, isBusy, ...rest }: Look & { isBusy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  // A button that is at work keeps the focus, which `disabled` would take away.
  return (
    <button type="button" {...rest} class={findClass({ kind, isSmall })} aria-disabled={isBusy || rest["aria-disabled"]} onClick={isBusy ? undefined : rest.onClick}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export function ButtonLink({ kind, icon, isSmall, children, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} class={findClass({ kind, isSmall })}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** A button that shows an icon only. `label` is its name. */
export function IconButton({ icon, label, ...rest }: { icon: IconName; label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" title={label} {...rest} class={`icon-button ${rest.class ?? ""}`} aria-label={label}>
      <Icon name={icon} size={18} />
    </button>
  );
}
