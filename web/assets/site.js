// Only makes the forms smoother: without this file every one of them still works.

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
    // A person does not see this field, but a program of the browser may have filled it.
    const trap = form.querySelector(".trap input");
    if (trap) fields.set(trap.name, "");
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

// The token of a mailed link stands behind its `#`, which never reaches a server: it fills the field that one would
// otherwise type it into, and leaves the address bar and the history. Services that rewrite links make `%23` of the `#`.
const field = document.querySelector("input[data-fragment]");
const takeToken = () => {
  const parts = location.href.split(/#|%(?:25)*23/i).slice(1);
  const token = parts.map((part) => /^[\w-]{43}(?![\w-])/.exec(part)?.[0]).filter(Boolean).pop();
  if (!token) return;
  field.value = token;
  field.closest("p").hidden = true;
  history.replaceState(null, "", field.form.getAttribute("action"));
  // This page in another language goes on with it.
  for (const link of document.querySelectorAll("nav a")) if (link.pathname === location.pathname) link.hash = token;
};
if (field) {
  takeToken();
  // A second link that is opened in the same tab loads no page.
  addEventListener("hashchange", takeToken);
}
