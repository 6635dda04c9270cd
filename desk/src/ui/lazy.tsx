/** Components that are loaded when they are first shown, with their texts. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadMoreTexts, t } from "../texts/texts.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

export function lazy<Properties extends object>(load: () => Promise<ComponentType<Properties>>): ComponentType<Properties> {
  return function Lazy(properties: Properties) {
    const [found, setFound] = useState<{ component: ComponentType<Properties> } | null>(null);
    const [isMissing, setMissing] = useState(false);
    useEffect(() => {
      Promise.all([load(), loadMoreTexts()]).then(
        ([component]) => setFound({ component }),
        // The files of this version are gone: another one was deployed.
        () => setMissing(true),
      );
    }, []);
    if (isMissing) return <Notice action={<Button onClick={() => location.reload()}>{t("app.reload")}</Button>}>{t("app.newVersion")}</Notice>;
    return found && <found.component {...properties} />;
  };
}
