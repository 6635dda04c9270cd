/** Components that are loaded when they are first shown, with their texts. */

import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadMoreTexts, t } from "../texts/texts.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

export interface LazyComponent<Properties> {
  (properties: Properties): VNode | null;
  /** Load it before it is shown. A failure is seen when it is. */
  prepare(): void;
}

export function lazy<Properties extends object>(load: () => Promise<ComponentType<Properties>>): LazyComponent<Properties> {
  function Lazy(properties: Properties) {
    const [found, setFound] = useState<{ component: ComponentType<Properties> } | null>(null);
    const [missing, setMissing] = useState<"offline" | "gone" | null>(null);
    useEffect(() => {
      const begin = () =>
        Promise.all([load(), loadMoreTexts()]).then(
          ([component]) => {
            setMissing(null);
            setFound({ component });
          },
          // With a network the files of this version are gone: another one was deployed.
          () => setMissing(navigator.onLine ? "gone" : "offline"),
        );
      void begin();
      addEventListener("online", begin);
      return () => removeEventListener("online", begin);
    }, []);
    if (found) return <found.component {...properties} />;
    if (missing === "offline") return <Notice>{t("app.unreachable")}</Notice>;
    return missing && <Notice action={<Button onClick={() => location.reload()}>{t("app.reload")}</Button>}>{t("app.newVersion")}</Notice>;
  }
  Lazy.prepare = () => {
    load().catch(() => undefined);
    loadMoreTexts().catch(() => undefined);
  };
  return Lazy;
}
