/** Sections, tags and authors, with the library in which the picture of an author is chosen. */

import type { ScreenProperties } from "../app/screens.tsx";
import { PictureChooser } from "../pictures/chooser.tsx";
import { TermsScreen } from "./terms.tsx";

export function TermsWithPictures({ place }: ScreenProperties) {
  return <TermsScreen place={place} PictureChooser={PictureChooser} />;
}
