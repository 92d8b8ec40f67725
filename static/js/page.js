// What every page does beyond HTML: focus goes to the errors of a form, and what was typed outlives a dropped
// connection, an expired sign-in and a closed tab. A form asks for the latter with `data-draft="name"`.

const PREFIX = "draft:";
const PAUSE = 300;
const user = document.body.dataset.user ?? "";

document.querySelector("[data-errors]")?.focus();

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a full or forbidden store: the page works without
  }
}

function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function texts(form) {
  return [...form.elements].filter((field) => field.name && (field.tagName === "TEXTAREA" || ["text", "email"].includes(field.type)));
}

function keep(form, key, sent) {
  const values = Object.fromEntries(texts(form).filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]));
  if (Object.keys(values).length) {
    write(key, { user, values, sent, path: location.pathname });
  } else {
    localStorage.removeItem(key);
  }
}

function offer(form, key, lost) {
  const notice = document.querySelector("#draft-offer").content.firstElementChild.cloneNode(true);
  const [back, away] = notice.querySelectorAll("button");
  back.addEventListener("click", () => {
    for (const field of lost) field.value = read(key)?.values[field.name] ?? field.value;
    form.closest("details")?.setAttribute("open", "");
    notice.remove();
    lost[0].focus();
  });
  away.addEventListener("click", () => {
    localStorage.removeItem(key);
    notice.remove();
  });
  form.before(notice);
}

function follow(form) {
  const key = `${PREFIX}${location.pathname}:${form.dataset.draft}`;
  const stored = read(key);
  const lost = stored ? texts(form).filter((field) => stored.values[field.name] && stored.values[field.name] !== field.value) : [];
  if (stored && !lost.length) localStorage.removeItem(key);
  if (lost.length) offer(form, key, lost);
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form, key, false), PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep(form, key, true);
  });
}

// What was sent from elsewhere and led to an ordinary page has arrived; a page of sign-in or refusal says that it has not.
const arrived = !document.querySelector("[data-refused]");
for (const key of keys()) {
  const stored = read(key);
  const isOthers = user !== "" && stored?.user !== user;
  if (!stored || isOthers || (stored.sent && arrived && stored.path !== location.pathname)) localStorage.removeItem(key);
  else if (stored.sent && !arrived) write(key, { ...stored, sent: false });
}
for (const form of document.querySelectorAll("form[data-draft]")) follow(form);
for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", () => keys().forEach((key) => localStorage.removeItem(key)));
}
