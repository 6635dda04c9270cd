// Only makes the pages smoother: without this file every one of them still works.

// Times of the last day become relative, and stay so. The absolute time remains as title, and in the page itself, which
// caches may keep for a while.
// The words are the page's own: browsers have none for Uzbek.
const words = document.documentElement.dataset;
const moments = [...document.querySelectorAll("time[data-ago]")].map((time) => [time, time.textContent]);
const tick = () => {
  const now = Date.now();
  for (const [time, absolute] of moments) {
    const minutes = Math.round((now - Date.parse(time.dateTime)) / 6e4);
    const recent = minutes >= 0 && minutes < 1440;
    time.title = recent ? absolute : "";
    if (!recent) time.textContent = absolute;
    else if (minutes < 1) time.textContent = words.now;
    else if (minutes < 60) time.textContent = words.minutes.replace("{n}", minutes);
    else time.textContent = words.hours.replace("{n}", Math.floor(minutes / 60));
  }
  for (const banner of document.querySelectorAll("[data-until]")) banner.hidden = Date.parse(banner.dataset.until) <= now;
};
tick();
setInterval(tick, 6e4);

// On a phone the current section may be far to the right in its bar.
const current = document.querySelector(".sections [aria-current]");
if (current) current.closest("nav").scrollLeft = current.offsetLeft - 48;

// Sharing: the system's own dialogue where there is one, in place of the link to Telegram.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.parentElement.querySelector("[data-telegram]").hidden = true;
  button.addEventListener("click", () => navigator.share({ title: document.title, url: location.href.split(/[?#]/)[0] }).catch(() => {}));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
  });
}

// Videos and posts of other sites: their frame takes the place of the card.
for (const figure of document.querySelectorAll("[data-frame]")) {
  const button = figure.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = figure.dataset.frame;
    frame.title = figure.querySelector("b").textContent;
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.tabIndex = 0;
    figure.querySelector(".embed-card").replaceWith(frame);
    frame.focus();
  });
}

// A form marked `data-inline` is sent from where it stands; its texts are in its own data attributes.
for (const form of document.querySelectorAll("form[data-inline]")) {
  const answer = form.querySelector("[role=status]");
  const button = form.querySelector("button");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    answer.textContent = "";
    if (!form.querySelector("[name=lists]:checked")) {
      answer.textContent = form.dataset.choose;
      return;
    }
    button.disabled = true;
    const fields = new FormData(form);
    fields.set("remark", ""); // a program may have filled it
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(fields),
      });
      answer.textContent = response.ok
        ? form.dataset.accepted
        : response.status < 500 ? form.dataset.refused : form.dataset.unreachable;
      if (response.ok) form.reset();
    } catch {
      answer.textContent = form.dataset.unreachable;
    }
    button.disabled = false;
  });
}

// Suggestions below a field of search while one types: a combobox with a list of links. The focus stays in the field.
const box = document.querySelector("[data-search]");
const make = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children);
  return made;
};
// The API marks what was found, and escapes the rest: of both only text comes into the page.
const characters = { lt: "<", gt: ">", amp: "&" };
const mark = (html) =>
  html.split(/<\/?mark>/).map((part, number) => {
    const text = part.replace(/&(lt|gt|amp);/g, (_, name) => characters[name]);
    return number % 2 ? make("mark", {}, text) : text;
  });

for (const field of box ? document.querySelectorAll("[type=search]") : []) {
  const words = box.dataset;
  const id = `${field.id}-list`;
  const list = make("div", { id, class: "suggestions", role: "listbox", "aria-label": words.label, hidden: "" });
  const status = make("p", { class: "hidden", role: "status" });
  let timer, request, chosen, stale;

  const choose = (number) => {
    const options = [...list.children];
    chosen = options.at(number % options.length);
    for (const option of options) option.setAttribute("aria-selected", option === chosen);
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const leave = () => {
    chosen = null;
    field.removeAttribute("aria-activedescendant");
    for (const option of list.children) option.setAttribute("aria-selected", false);
  };
  const open = (opened) => {
    leave();
    list.hidden = !opened;
    field.setAttribute("aria-expanded", opened);
    status.textContent = opened ? words.count.replace("{n}", list.children.length) : "";
  };
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  const close = () => {
    stop();
    open(false);
  };
  const show = (items) => {
    list.replaceChildren(
      ...items.map(({ kind, slug, url, title_html }, number) => {
        // As everywhere on the site: to its own page of the story.
        const href = kind === "article" ? new URL(slug, box.action).pathname : url;
        const title = make("span", {}, ...mark(title_html));
        const option = make("a", { id: `${id}-${number}`, role: "option", href, tabindex: -1 }, title);
        if (words[kind]) option.append(" ", make("small", {}, words[kind]));
        return option;
      }),
    );
    stale = false;
    open(items.length > 0);
  };
  const load = async () => {
    const { signal } = (request = new AbortController());
    let items = [];
    try {
      const response = await fetch(words.search + encodeURIComponent(field.value.trim()), { signal });
      if (response.ok) ({ items } = await response.json());
    } catch {} // Without an answer there are no suggestions; the form works as ever.
    if (!signal.aborted) show(items);
  };

  for (const [name, value] of Object.entries({ autocomplete: "list", controls: id, expanded: false })) field.setAttribute(`aria-${name}`, value);
  field.setAttribute("role", "combobox");
  field.parentElement.append(list, status);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // a click leaves the focus in the field
  field.addEventListener("blur", close);
  field.addEventListener("input", () => {
    stop();
    leave();
    stale = true; // what is shown is for another text
    if (field.value.trim().length < 2) show([]);
    else timer = setTimeout(load, 200);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !list.children.length) return;
    if (step && !stale) {
      if (list.hidden) open(true);
      choose(chosen ? [...list.children].indexOf(chosen) + step : Math.min(step, 0));
    } else if (event.key === "Enter" && chosen) chosen.click();
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
}
