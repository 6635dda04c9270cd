/** What the API takes and gives, as docs/openapi.json describes it: the members that the desk uses. */

/** In order: each may do what those before it may. */
export const GROUPS = ["author", "editor", "admin"] as const;
export type Group = (typeof GROUPS)[number];
export type Status = "draft" | "scheduled" | "published" | "withdrawn" | "binned";
export type Kind = "news" | "page";
/** Texts by language. */
export type Texts = Record<string, string>;

export interface Site {
  name: string;
  url: string;
  timezone: string;
  languages: { lang: string; name: string }[];
}

export interface SignIn {
  issuer: string;
  client_id: string;
  scope: string;
  authorize_url: string | null;
  token_url: string | null;
}

export interface Index {
  version: string;
  site: Site;
  /** `sign_in` beside it is for other front ends, which have another client. */
  desk_sign_in: SignIn;
}

export interface Me {
  id: string;
  name: string;
  groups: Group[];
}

export interface Person {
  id: string;
  name: string;
}

export interface Byline {
  slug?: string | null;
  name?: string | null;
  role?: string | null;
}

export interface TagUse {
  slug: string;
  name?: string | null;
}

export interface ImageUse {
  media: string;
  alt?: string | null;
  caption?: string | null;
  credit?: string | null;
}

export interface Seo {
  title?: string | null;
  description?: string | null;
}

export interface Correction {
  at: string;
  note: string;
}

/** What a person writes. All members but `lang` may be absent. */
export interface Draft {
  lang: string;
  kind?: Kind;
  order?: number | null;
  label?: string | null;
  title?: string | null;
  slug?: string | null;
  dek?: string | null;
  dateline?: string | null;
  format?: "markdown" | "html";
  body?: string | null;
  authors?: Byline[];
  categories?: string[];
  tags?: TagUse[];
  image?: ImageUse | null;
  breaking_until?: string | null;
  seo?: Seo | null;
  telegram?: false | string | null;
  translation_of?: string | null;
  corrections?: Correction[];
}

/** A JSON merge patch of a draft: null removes a member. */
export type Changes = { [Name in keyof Draft]?: Draft[Name] | null };

export interface PlannedOptions {
  minor?: boolean;
  correction?: string | null;
  alert?: boolean | null;
}

export interface Review {
  action: "submitted" | "returned";
  at: string;
  by: Person;
  note?: string | null;
}

export interface Translation {
  lang: string;
  id: string;
  status: Status;
}

/** Somebody has text that is not saved, begun with the version `based_on`. */
export interface AutosaveNote {
  by: Person;
  at: string;
  based_on: number;
}

export interface Autosave extends AutosaveNote {
  draft: Draft;
}

interface Facts {
  id: string;
  lang: string;
  kind?: Kind;
  title?: string | null;
  status: Status;
  version: number;
  published_version?: number | null;
  has_changes?: boolean;
  publish_at?: string | null;
  unpublish_at?: string | null;
  publish_options?: PlannedOptions | null;
  review?: Review | null;
  submitted_at?: string | null;
  schedule_error?: string | null;
  binned_at?: string | null;
  purge_at?: string | null;
  story: string;
  published_at?: string | null;
  updated_at?: string | null;
  created_at: string;
  created_by: Person;
  changed_at: string;
  changed_by: Person;
  translations?: Translation[];
  autosaves?: AutosaveNote[];
}

export interface Article extends Draft, Facts {
  lang: string;
  kind?: Kind;
  title?: string | null;
}

export interface Thumbnail {
  url: string;
  width: number;
  height: number;
}

export interface ShelfItem extends Facts {
  authors?: Byline[];
  categories?: string[];
  image?: (ImageUse & { thumbnail?: Thumbnail | null }) | null;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Focus {
  x: number;
  y: number;
}

export interface ImageFile {
  url: string;
  width: number;
  height: number;
}

export type PictureStatus = "waiting" | "ready" | "refused";
export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/avif" | "image/gif";
export type RefusalCode = "type" | "damaged" | "animated" | "pixels" | "missing" | "failed";

/** A file that will be sent. `size` in bytes. */
export interface FileRequest {
  name: string;
  type: PictureType;
  size: number;
}

/** An article or an author that shows a picture. Of an author, `id` is the slug. */
export interface PictureUse {
  kind?: "article" | "author";
  id: string;
  lang: string | null;
  title: string | null;
  status: Status;
}

/** A JSON merge patch of a picture: null removes a text. */
export interface PictureChanges {
  alt?: Record<string, string | null>;
  caption?: Record<string, string | null>;
  credit?: Record<string, string | null>;
  rights?: Record<string, string | null>;
  focus?: Focus;
}

export interface Picture {
  id: string;
  version: number;
  status: PictureStatus;
  reason: string | null;
  alt?: Texts;
  caption?: Texts;
  credit?: Texts;
  rights?: Texts;
  focus?: Focus;
  file: {
    name: string;
    type: string;
    size: number;
    at: string;
    status: PictureStatus;
    refusal?: { code: RefusalCode; reason: string } | null;
  };
  image: {
    focus: Focus;
    width: number;
    height: number;
    placeholder: string;
    sources: ImageFile[];
    crops: ImageFile[];
    share: { url: string; bytes: number };
  } | null;
  created_at: string;
  created_by: Person;
  changed_at: string;
  changed_by: Person;
  uses?: PictureUse[] | null;
}

/** Address and fields of a form POST that sends a file. It begins within 10 minutes. */
export interface UploadForm {
  url: string;
  fields: Record<string, string>;
}

export interface NewPicture extends Picture {
  upload: UploadForm;
}

export interface Term {
  slug: string;
  names: Texts;
  version: number;
  changed_at: string | null;
  changed_by: Person | null;
  merged_into?: string | null;
  job?: string | null;
}

export interface Category extends Term {
  order: number;
}

export interface Tag extends Term {
  public: boolean;
}

export interface Author extends Term {
  text: Texts;
  picture: string | null;
}
