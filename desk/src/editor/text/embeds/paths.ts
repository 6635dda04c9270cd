/** Paths of addresses that name a video or a post, by provider. The same as the API knows. */

/** Whether path and parameters of an address name a video or a post. The path has no slash at its end. */
export type Reader = (path: string, query: URLSearchParams) => boolean;

const match = (...patterns: RegExp[]): Reader => (path) => patterns.some((pattern) => pattern.test(path));

const FACEBOOK_ID = "([0-9]{5,25}|pfbid\\w{20,120})";

const isFacebookPath = match(
  new RegExp(`^/(groups/[\\w.-]{1,80}/(posts|permalink)|[\\w.-]{1,80}/posts(/[^/]+)?)/${FACEBOOK_ID}$`),
  /^\/[\w.-]{1,80}\/videos\/([^/]+\/)?[0-9]{5,25}$/,
  /^\/reel\/[0-9]{5,25}$/,
  /^\/share\/([prv]\/)?\w{6,40}$/,
);
const IS_FACEBOOK_ID = new RegExp(`^${FACEBOOK_ID}$`);
const IS_NUMBER = /^[0-9]{5,25}$/;

const TELEGRAM = /^\/(?:s\/)?([a-z]\w{3,31})\/[0-9]{1,10}$/i;
const NO_CHANNELS = new Set(["joinchat", "addstickers", "addemoji", "addtheme", "addlist", "share", "login"]);

export const youtube: Reader = (path, query) =>
  path === "/watch" ? /^[\w-]{11}$/.test(query.get("v") ?? "") : /^\/(shorts|live|embed|v|e)\/[\w-]{11}$/.test(path);

export const shortYoutube = match(/^\/[\w-]{11}$/);

export const vimeo = match(
  /^\/(video\/|videos\/|manage\/videos\/|channels\/[\w-]+\/|groups\/[\w-]+\/videos\/|(album|showcase)\/[0-9]+\/video\/)?[0-9]{5,12}(\/[0-9a-f]{8,20})?$/,
);

export const tiktok = match(
  /^\/t\/[\w-]{5,20}$/,
  /^\/@[\w.]{0,30}\/(video|photo)\/[0-9]{10,22}$/,
  /^\/(v|embed|embed\/v2|embed\/v3|player\/v1)\/[0-9]{10,22}(\.html)?$/,
);

export const shortTiktok = match(/^\/[\w-]{5,20}$/);

export const telegram: Reader = (path, query) => {
  const channel = TELEGRAM.exec(path)?.[1];
  return channel !== undefined && !NO_CHANNELS.has(channel.toLowerCase()) && !query.get("comment") && !query.get("thread");
};

export const x = match(/^\/(\w{1,20}|i\/web)\/status(es)?\/[0-9]{2,20}(\/(photo|video)\/[0-9])?$/i);

export const instagram = match(/^\/([\w.]{1,30}\/)?(p|tv|reels?)\/[\w-]{5,40}$/);

export const facebook: Reader = (path, query) => {
  if (isFacebookPath(path, query)) return true;
  if (path === "/permalink.php" || path === "/story.php") {
    return IS_FACEBOOK_ID.test(query.get("story_fbid") ?? "") && IS_NUMBER.test(query.get("id") ?? "");
  }
  return ["/watch", "/watch/live", "/video.php"].includes(path) && IS_NUMBER.test(query.get("v") ?? "");
};

export const shortFacebook = match(/^\/[\w-]{5,40}$/);
