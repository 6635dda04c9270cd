/** The panel beside the text: everything about the article that is not its text. */

import { t } from "../../texts/texts.ts";
import { useEditing } from "../editing.ts";
import { AddressSection, DetailsSection } from "./address.tsx";
import { AuthorsSection } from "./authors.tsx";
import { CorrectionsSection } from "./corrections.tsx";
import { PictureSection } from "./picture.tsx";
import { ReadersState, type ReadersAction } from "./readers.tsx";
import { SearchTextSection } from "./search-text.tsx";
import { TelegramSection } from "./telegram.tsx";
import { TermsSection } from "./terms.tsx";
import { TranslationsSection } from "./translations.tsx";

export function Panel({ onAction, isChanged }: { onAction: (action: ReadersAction) => void; isChanged: boolean }) {
  const isPage = useEditing().draft.kind === "page";
  return (
    <aside class="panel" aria-label={t("panel.name")} tabIndex={-1}>
      <ReadersState onAction={onAction} isChanged={isChanged} />
      <PictureSection />
      {!isPage && <AuthorsSection />}
      {!isPage && <TermsSection />}
      <AddressSection />
      <DetailsSection />
      <TranslationsSection />
      <SearchTextSection />
      {!isPage && <TelegramSection />}
      <CorrectionsSection />
    </aside>
  );
}
