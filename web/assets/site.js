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
