// The pages of mailed links and their answers: without this file a visitor types the code of the mail.

// The code of a mailed link is behind its `#`, which never reaches a server. Link services change addresses: the script
// reads them by the rules of gazette/subscriptions/confirm_code.py. Where a word touches the code, the field gets both,
// and the server tries which part is a code.
const decode = (encoded) => new TextDecoder().decode(Uint8Array.from(encoded.slice(1).split("%"), (hex) => parseInt(hex, 16)));
const findCode = (address) => {
  let text = address;
  for (let time = 0; time < 3; time++) text = text.replace(/(?:%[0-9a-f]{2})+/gi, decode);
  text = text.normalize("NFKC").replace(/[\u2010\u2212]/g, "-").replace(/[\p{Cf}\u034f]/gu, "");
  // The address of the page may have the code behind its path, where the server sees it and takes the page for it.
  const codes = [...text.matchAll(/(?:#[^\w-]{0,9}(?:\w{1,20}=)?|\/(?:confirm|manage)[^\w?#-]{1,9})([\w-]{43,})/gi)].map((match) => match[1]);
  return codes.findLast((code) => code.length === 43) ?? codes.at(-1);
};

// An answer has no field. Its address is that of the page, so a new query makes the browser load the page.
const openPage = (code) => location.replace(Object.assign(new URL(location.href), { search: `${location.search}&next`, hash: code }));

// The code fills the field, and leaves the address bar and the history.
const field = document.getElementById("token");
const takeCode = () => {
  const code = findCode(location.href);
  if (!code) return;
  if (!field) return openPage(code);
  field.value = code;
  field.closest("p").hidden = true;
  const { page } = field.form.dataset;
  history.replaceState(null, "", page ?? field.form.getAttribute("action"));
  // This page in another language goes on with it.
  for (const link of document.querySelectorAll("a[hreflang]")) if (link.pathname === location.pathname) link.hash = code;
  // To open the preferences changes nothing, so it needs no button.
  if (page) field.form.requestSubmit();
};
if (field) takeCode();
// A second link in the same tab loads no page.
addEventListener("hashchange", takeCode);
