// The page of a preview shows the draft to which the token of its link leads. `make` is that of site.js.
{
const page = document.getElementById("preview");
const words = page.dataset;
const state = document.getElementById("state");
const retry = document.getElementById("retry");
const find = (selector) => page.querySelector(selector);

// The token is behind the `#` of the link, which never reaches a server. It leaves the address bar and the history; the
// tab keeps it, for another look at the draft and for this page in another language. Without storage it stays.
// What a messenger has added to the link is no part of it, and other fragments are places in the page. A link that was
// cut off has the beginning of a token: it must not show the draft of an earlier one.
let token;
const TOKEN = /^[0-9A-Z]{26}\.[\w-]{43}/;
const CUT = /^[0-9A-Z]{8}/;
const readFragment = () => {
  const fragment = location.hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // a `%` that encodes nothing
  }
};
const keep = () => {
  const fragment = readFragment();
  token = fragment.match(TOKEN)?.[0];
  try {
    if (!token && CUT.test(fragment)) forget();
    if (token) {
      sessionStorage.setItem("preview", token);
      history.replaceState(null, "", location.pathname);
    } else token = sessionStorage.getItem("preview");
  } catch {}
};
const forget = () => {
  try {
    sessionStorage.removeItem("preview");
  } catch {}
};

// Browsers have no names of months for Uzbek, so both the names and the pattern are the page's own.
const clock = new Intl.DateTimeFormat("en", { timeZone: words.zone, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const fill = (pattern, values) => pattern.replace(/{(\w+)}/g, (_, name) => values[name]);
const date = (at, pattern) => {
  const parts = Object.fromEntries(clock.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return fill(pattern, { ...parts, month: words.months.split("|")[parts.month - 1], time: `${parts.hour}:${parts.minute}` });
};

// The body was sanitised when it was rendered. Should anything else ever be in it, it does not get into the page.
const ELEMENTS = new Set("p br hr div blockquote pre code h2 h3 h4 h5 h6 strong b em i u s del ins mark small sub sup a abbr cite q time ul ol li dl dt dd figure figcaption img table caption thead tbody tfoot tr th td".split(" "));
const ATTRIBUTES = new Set("lang dir href title hreflang rel cite src alt width height start reversed type align colspan rowspan scope datetime srcset sizes loading decoding data-embed data-id data-frame".split(" "));
const isSafe = (address) => URL.canParse(address, location.href) && ["http:", "https:", "mailto:", "tel:"].includes(new URL(address, location.href).protocol);
const parse = (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll("*")) {
    if (!ELEMENTS.has(element.localName)) element.remove();
    for (const { name, value } of [...element.attributes]) {
      const isLink = ["href", "src", "cite"].includes(name);
      if (!ATTRIBUTES.has(name) || (isLink && !isSafe(value))) element.removeAttribute(name);
    }
  }
  return body;
};

// As gazette/pages/article does: cards of videos and posts (here without their frames), tables that scroll, the place
// at the beginning.
const showEmbed = (figure) => {
  const link = figure.querySelector("a");
  const template = [...document.querySelectorAll("template")].find(({ dataset }) => dataset.provider === figure.dataset.embed);
  if (!template || !link?.href) return;
  const card = template.content.cloneNode(true);
  const open = card.querySelector("a");
  card.querySelector("b").append(...link.childNodes);
  open.href = link.href;
  open.textContent = fill(words.open, { host: link.hostname.replace(/^www\./, "") });
  figure.className = "embed";
  link.replaceWith(card);
};
const wrapTable = (table) => {
  const label = table.caption?.textContent.trim() || words.table;
  const box = make("div", { class: "wide", role: "region", "aria-label": label, tabindex: 0 });
  table.replaceWith(box);
  box.append(table);
};
const addDateline = (body, place) => {
  const [begins] = body.textContent.trimStart().split(place);
  if (!place || begins === "") return;
  const first = [...body.children].find((element) => !/^(figure|h\d)$/.test(element.localName));
  const dateline = [make("span", { class: "dateline" }, place), " — "];
  if (first?.localName === "p") first.prepend(...dateline);
  else body.prepend(make("p", {}, ...dateline));
};
const buildBody = ({ body_html, dateline }) => {
  const body = parse(body_html ?? "");
  for (const figure of body.querySelectorAll("[data-embed]")) showEmbed(figure);
  for (const table of body.querySelectorAll("table")) wrapTable(table);
  for (const image of body.querySelectorAll("img:not([loading])")) image.loading = "lazy";
  addDateline(body, dateline);
  return body.childNodes;
};

const put = (selector, ...children) => {
  const element = find(selector);
  element.hidden = !children.length;
  element.replaceChildren(...children);
};
const path = (article, kind, slug) => `/${article.lang}/${kind}/${encodeURIComponent(slug)}`;
const join = (nodes) => nodes.flatMap((node) => [" · ", node]).slice(1);
const buildHero = ({ sources, placeholder, width, height, alt, caption, credit }) => {
  const srcset = sources.map((file) => `${file.url} ${file.width}w`).join(", ");
  const sizes = "(min-width:84rem) 60rem,(min-width:68.75em) 70vw,100vw";
  const { url } = sources[Math.min(1, sources.length - 1)];
  const small = make("img", { class: "placeholder", src: placeholder, width: 16, height: 11, alt: "" });
  const picture = make("div", { class: "picture" }, small, make("img", { src: url, srcset, sizes, width, height, alt, decoding: "async" }));
  if (!caption && !credit) return [picture];
  return [picture, make("figcaption", {}, caption ?? "", ...(credit ? [" ", make("cite", {}, credit)] : []))];
};
const buildAuthor = (article) => ({ slug, name, role }) => {
  const shown = slug ? make("a", { href: path(article, "author", slug), rel: "author" }, name) : make("b", {}, name);
  return make("p", {}, shown, ...(role ? [" ", make("span", { class: "role" }, role)] : []));
};
const buildTime = (at) => make("time", { datetime: at }, date(at, words.moment));

const show = (article) => {
  const title = article.title ?? words.untitled;
  const label = article.label ? [make("b", {}, article.label.name)] : [];
  const sections = article.categories.map(({ slug, name }) => make("a", { href: path(article, "category", slug) }, name));
  const isUpdated = article.updated_at > article.published_at;
  page.lang = article.lang;
  put(".kicker", ...join([...label, ...sections]));
  put("h1", title);
  put(".dek", ...(article.dek ? [article.dek] : []));
  put(".hero", ...(article.image ? buildHero(article.image) : []));
  put(".byline", find(".by"), ...article.authors.map(buildAuthor(article)).flatMap((author) => [" ", author]));
  find(".byline").hidden = !article.authors.length;
  put(".times", ...(article.kind === "page" ? [] : [buildTime(article.published_at), ...(isUpdated ? [" ", make("span", {}, words.updated, " ", buildTime(article.updated_at))] : [])]));
  put(".body", ...buildBody(article));
  put(".corrections ul", ...article.corrections.map(({ at, note }) => make("li", {}, `${date(at, words.day)}: ${note}`)));
  find(".corrections").hidden = !article.corrections.length;
  put(".tags", ...article.tags.map(({ slug, name }) => make("li", {}, make("a", { href: path(article, "tag", slug), rel: "tag" }, name))));
  find(".columns").hidden = false;
  document.title = `${title} – ${words.title} – ${words.site}`;
};
const clear = () => {
  for (const selector of [".kicker", ".dek", ".hero"]) put(selector);
  put("h1", words.title);
  find(".columns").hidden = true;
  document.title = `${words.title} – ${words.site}`;
};

const describe = ({ status, has_changes, expires_at, changed_at }) => {
  const shown = status !== "published" ? words.unpublished : has_changes ? words.changes : words.published;
  return `${shown} ${fill(words.valid, { expires: date(expires_at, words.moment), changed: date(changed_at, words.moment) })}`;
};

let request;
const load = async () => {
  request?.abort();
  const { signal } = (request = new AbortController());
  retry.hidden = true;
  clear();
  state.textContent = token ? words.loading : words.none;
  if (!token) return;
  let answer, draft;
  try {
    answer = await fetch(words.source, { headers: { accept: "application/json", authorization: `Bearer ${token}` }, cache: "no-store", credentials: "omit", signal });
    if (answer.ok) draft = await answer.json();
  } catch {} // no network: as if the server had failed
  if (signal.aborted) return;
  if (draft) {
    show(draft);
    state.textContent = describe(draft.preview);
    if (location.hash) location.replace(location.hash); // the place was not there when the page was loaded
  } else if (answer?.status === 401) {
    forget();
    state.textContent = words.ended;
  } else {
    state.textContent = words.failed;
    retry.hidden = false;
  }
};
retry.addEventListener("click", () => {
  state.focus(); // the button goes
  load();
});
// A second link in the same tab loads no page.
addEventListener("hashchange", () => {
  if (!CUT.test(readFragment())) return;
  keep();
  load();
});
keep();
load();
}
