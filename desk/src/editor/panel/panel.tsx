/** The panel beside the text: everything about the article that is not its text. */

import type { ComponentChildren } from "preact";
import { t } from "../../texts/texts.ts";
import { useEditing } from "../editing.ts";
import { AddressSection, DetailsSection, LanguageSection } from "./address.tsx";
import { AuthorsSection } from "./authors.tsx";
import { CorrectionsSection } from "./corrections.tsx";
import { PictureSection } from "./picture.tsx";
import { ReadersState, type ReadersAction } from "./readers.tsx";
import { SearchTextSection } from "./search-text.tsx";
import { TelegramSection } from "./telegram.tsx";
import { TermsSection } from "./terms.tsx";
import { TranslationsSection } from "./translations.tsx";

interface Properties {
  onAction: (action: ReadersAction) => void;
  isChanged: boolean;
  /** Buttons for which the bar of a phone has no room. */
  actions: ComponentChildren;
}

export function Panel({ onAction, isChanged, actions }: Properties) {
  const isPage = useEditing().draft.kind === "page";
  return (
    <section class="panel" aria-label={t("panel.name")} tabIndex={-1}>
      <div class="panel-actions narrow-only">{actions}</div>
      <ReadersState onAction={onAction} isChanged={isChanged} />
      <LanguageSection />
      <PictureSection />
      {!isPage && <AuthorsSection />}
      {!isPage && <TermsSection />}
      <AddressSection />
      <DetailsSection />
      <TranslationsSection />
      <SearchTextSection />
      {!isPage && <TelegramSection />}
      <CorrectionsSection />
    </section>
  );
}
