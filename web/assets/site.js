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

// The token of a mailed link is behind its `#`, which never reaches a server, or behind the `%23` of a service that
// rewrites links. It fills the field for the code, and leaves the address bar and the history.
const field = document.querySelector("input[data-fragment]");
const takeToken = () => {
  const token = [...location.href.matchAll(/(?:#|%(?:25)*23)([\w-]{43})(?![\w-])/g)].pop()?.[1];
  if (!token) return;
  field.value = token;
  field.closest("p").hidden = true;
  history.replaceState(null, "", field.form.getAttribute("action"));
  // This page in another language goes on with it.
  for (const link of document.querySelectorAll("nav a")) if (link.pathname === location.pathname) link.hash = token;
};
if (field) {
  takeToken();
  // A second link in the same tab loads no page.
  addEventListener("hashchange", takeToken);
}
