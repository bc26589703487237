// The dashboard's only script: keeps the page up to date, runs commands, shows secrets that are asked for, follows a
// console, and takes tokens apart. Every page works without it, but stands still.

const main = document.getElementById("main");
const live = document.getElementById("live");
const notice = document.getElementById("notice");

// Live updates: the server says that something has changed, the page is fetched again, and what differs is replaced.

let events = null;
let refreshing = false;
let missed = false;
const isPaused = () => live.getAttribute("aria-pressed") !== "true";

async function refresh() {
  if (refreshing) { missed = true; return; }
  refreshing = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.redirected && new URL(response.url).pathname === "/login") { location.reload(); return; }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.getElementById("main");
    if (next && !isPaused()) morph(main, next);
  } catch {
    say("offline");
  } finally {
    refreshing = false;
    if (missed) { missed = false; refresh(); }
  }
}

function say(state) {
  live.querySelector(".live-text").textContent = { on: "Live", paused: "Paused", offline: "Not connected" }[state];
}

// A hidden page gives its connection back: a browser has only six for a host.
function connect() {
  const topic = document.body.dataset.watch;
  events?.close();
  events = null;
  if (!topic || isPaused() || document.hidden) return;
  events = new EventSource(`/events/${topic}`);
  events.addEventListener("open", () => say("on"));
  events.addEventListener("change", refresh);
  events.addEventListener("error", () => say("offline"));
}

live.addEventListener("click", () => {
  live.setAttribute("aria-pressed", String(isPaused()));
  say(isPaused() ? "paused" : "on");
  connect();
});
document.addEventListener("visibilitychange", connect);
live.hidden = !document.body.dataset.watch;

// Makes an element like another while keeping what need not change: focus, selection, scrolling, opened details.
function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute("data-shown") || (from.matches("form") && from.contains(document.activeElement))) return;
  if (from.hasAttribute("data-local")) return;
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === "open" && from.hasAttribute("data-keep-open"))) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const named = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let kept = wanted.id ? named.get(wanted.id) : place;
    if (kept && !wanted.id && (kept.id || kept.nodeName !== wanted.nodeName)) kept = null;
    if (!kept || kept.nodeName !== wanted.nodeName) {
      from.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (kept === place) place = place.nextSibling;
    else from.insertBefore(kept, place);
    morph(kept, wanted);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

// Commands and secrets.

function tell(text) {
  notice.textContent = text;
  setTimeout(() => { if (notice.textContent === text) notice.textContent = ""; }, 8000);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-command]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", headers: { accept: "text/plain" } });
    if (!response.ok) tell(await response.text());
  } catch {
    tell("The app host does not answer.");
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-reveal]");
  if (!button) return;
  const secret = button.closest(".secret");
  const value = secret.querySelector("code");
  if (secret.toggleAttribute("data-shown")) {
    const response = await fetch(button.dataset.reveal, { method: "POST" });
    value.textContent = response.ok ? await response.text() : "not known";
    button.textContent = "Hide";
  } else {
    value.textContent = "••••••••";
    button.textContent = "Show";
  }
});

// Filters apply as soon as they are chosen.

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-auto]");
  if (form && event.target.type !== "search") form.requestSubmit();
});
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}

// The console: lines are appended as they come; the page follows while its end is in sight.

const output = document.getElementById("console");
if (output) {
  const lines = output.querySelector("ol");
  const kept = Number(output.dataset.kept);
  const toEnd = () => { output.scrollTop = output.scrollHeight; };
  const pending = [];
  const show = () => {
    const follows = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
    lines.append(...pending.splice(0).map(lineElement));
    while (lines.childElementCount > kept) lines.firstElementChild.remove();
    if (follows) toEnd();
  };
  toEnd();
  const stream = new EventSource(`${output.dataset.console}?after=${output.dataset.last}`);
  stream.addEventListener("line", ({ data }) => {
    const line = JSON.parse(data);
    if (line.number <= Number(output.dataset.last)) return;
    output.dataset.last = line.number;
    if (pending.push(line) === 1) requestAnimationFrame(show);
    if (pending.length > kept) pending.shift(); // a hidden page draws nothing
  });
}

function lineElement({ text, level, time, category }) {
  const line = document.createElement("li");
  line.className = level;
  for (const [name, value] of [["time", time], ["level", time && level], ["category", category?.split(".").pop()]]) {
    if (value) line.append(Object.assign(document.createElement("span"), { className: name, textContent: value }), " ");
  }
  line.append(Object.assign(document.createElement("span"), { className: "text", textContent: text }));
  return line;
}

// The token decoder. What is pasted stays in this page: it is in no form, sent nowhere and kept nowhere.

const pasted = document.getElementById("token");
if (pasted) pasted.addEventListener("input", () => decode(pasted.value.trim()));

function part(text) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
}

function decode(token) {
  const result = document.getElementById("decoded");
  result.replaceChildren();
  if (!token) return;
  try {
    const [header, payload, signature, ...rest] = token.split(".");
    if (!signature || rest.length) throw new SyntaxError("A signed token has three parts.");
    const claims = part(payload);
    result.append(claimTable("Header", part(header)), claimTable("Claims", claims));
    const published = [...document.querySelectorAll("[data-kid]")].map((row) => row.dataset.kid);
    const notes = [
      typeof claims.exp === "number" && (claims.exp * 1000 < Date.now() ? "It has expired." : `It expires in ${Math.round(claims.exp - Date.now() / 1000)} s.`),
      published.length > 0 && (published.includes(part(header).kid) ? "Its key is published by the issuer." : "Its key is not among the issuer's."),
      "Its signature is not checked here.",
    ];
    result.append(Object.assign(document.createElement("p"), { className: "muted", textContent: notes.filter(Boolean).join(" ") }));
  } catch {
    result.append(Object.assign(document.createElement("p"), { className: "muted", textContent: "This is not a signed token in compact form (header.claims.signature)." }));
  }
}

function claimTable(title, members) {
  const section = document.createElement("section");
  const table = document.createElement("table");
  table.className = "attributes";
  const isTime = (name) => ["exp", "iat", "nbf", "auth_time"].includes(name);
  for (const [name, value] of Object.entries(members)) {
    const row = table.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
    const text = typeof value === "string" ? value : JSON.stringify(value);
    row.insertCell().textContent = isTime(name) && Number.isFinite(value) ? `${text}  (${new Date(value * 1000).toLocaleString()})` : text;
  }
  section.append(Object.assign(document.createElement("h3"), { textContent: title }), table);
  return section;
}

connect();
