/** Copies on this device of changes that are not saved, so that a closed tab loses none. */

import { ignoreUnavailable, storage } from "../storage.ts";
import { TEXT_FIELDS, type PictureEdit } from "./edits.ts";

/** `base` is what was changed into `edit`. */
export interface EditCopy {
  base: PictureEdit;
  edit: PictureEdit;
}

export interface EditCopies {
  read(picture: string): Promise<EditCopy | null>;
  write(picture: string, copy: EditCopy): Promise<void>;
  remove(picture: string): Promise<void>;
}

/** The copies of one person. Without storage the changes are in the memory of the tab only. */
export function openEditCopies(person: string): EditCopies {
  const format = (picture: string) => `picture/${person}/${picture}`;
  return {
    async read(picture) {
      const found: unknown = await storage.read("copies", format(picture)).catch(ignoreUnavailable);
      return isCopy(found) ? found : null;
    },
    async write(picture, copy) {
      await storage.write("copies", format(picture), copy).catch(ignoreUnavailable);
    },
    async remove(picture) {
      await storage.remove("copies", format(picture)).catch(ignoreUnavailable);
    },
  };
}

function isCopy(value: unknown): value is EditCopy {
  return typeof value === "object" && value !== null && "base" in value && "edit" in value && isEdit(value.base) && isEdit(value.edit);
}

function isEdit(value: unknown): value is PictureEdit {
  if (typeof value !== "object" || value === null) return false;
  return [...TEXT_FIELDS, "focus"].every((name) => typeof Reflect.get(value, name) === "object" && Reflect.get(value, name) !== null);
}
