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
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
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
// otherwise type it into, and leaves the address bar and the history.
const field = document.querySelector("input[data-fragment]");
if (field && location.hash.length > 1) {
  field.value = location.hash.slice(1);
  // This page in another language goes on with it.
  for (const link of document.querySelectorAll("nav a")) if (link.pathname === location.pathname) link.hash = location.hash;
  field.closest("p").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
}
