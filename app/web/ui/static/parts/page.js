// What every page of a person does that asks something: our scripts begin with it.

const $ = (selector) => document.querySelector(selector);

// Links to one question (?q=3) become places in the page that holds them all (#3).
for (const link of document.querySelectorAll("a[href*='?q=']")) link.href = link.href.replace("?q=", "#");

// The second tap of a slow double tap must not press what has just come under the finger.
let quiet;
function settle() {
  clearTimeout(quiet);
  $("main").style.pointerEvents = "none";
  quiet = setTimeout(() => ($("main").style.pointerEvents = ""), 400);
}
settle();

// Leaving: the page is covered at once and does not stay in the browser's Back button.
const leaveLink = $("a[href='/leave']");
let leaving = false;
let shifts = 0;
function leave(event) {
  event.preventDefault();
  leaving = true;
  document.documentElement.hidden = true;
  location.replace(leaveLink.href);
}
document.querySelectorAll("a[href='/leave']").forEach((link) => link.addEventListener("click", leave));
addEventListener("keyup", (event) => {
  shifts = event.key === "Shift" ? shifts + 1 : 0;
  if (shifts === 3) leave(event);
});

// Sends a small form. A reply means done, false means never, nothing means: try again later.
async function post(address, fields) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 10000);
  try {
    const body = new URLSearchParams(fields);
    body.append("csrf_token", $("[name=csrf_token]").value);
    // Browsers keep no more than that alive when a page is left.
    const reply = await fetch(address, { method: "POST", body, signal: stop.signal, keepalive: `${body}`.length < 6e4 });
    if (reply.ok && !reply.redirected) return await reply.json();
    if (reply.status === 410) {
      leaving = true; // these questions were withdrawn, and this page says so now
      location.reload();
    }
    if (reply.status < 500 && reply.status !== 429) return false;
  } catch {
    // No network, or too slow: the caller tries again.
  } finally {
    clearTimeout(timer);
  }
}

// A visit closes when nothing happens for long. We ask first, two minutes before.
const stay = $("#stay");
let closes = Infinity;
function heard() {
  if (stay) closes = Date.now() + stay.dataset.seconds * 1000;
}
heard();
setInterval(() => {
  if (Date.now() > closes) {
    closes = Infinity;
    location.reload();
  } else if (Date.now() > closes - 120000 && !stay.open) stay.showModal();
}, 5000);
stay?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await post(event.target.action, {})) heard();
  if (Date.now() < closes - 120000) stay.close();
});
