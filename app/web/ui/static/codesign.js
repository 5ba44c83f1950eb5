// The workshop: each sentence is saved by itself a moment after somebody stops typing, and the phone
// beside it follows. Without this script a button saves it.

const desk = document.querySelector(".heard-desk");
const { saving, saved, unsaved } = desk.dataset;
const aloud = document.querySelector("#status");
const frame = document.querySelector("iframe");
const waiting = new Set();

function say(form, words, waits) {
  const status = form.querySelector("[data-status]");
  status.textContent = words;
  status.toggleAttribute("data-waits", waits);
  if (words !== saving) aloud.textContent = words;
}

// The phone stays where it was scrolled to, or shows the question that is worked on.
function follow(form) {
  const phone = frame.contentWindow;
  const key = form.at.value.split(".")[0];
  const top = phone.scrollY;
  frame.addEventListener("load", () => {
    const place = frame.contentDocument?.getElementById("q-" + key);
    if (place) place.scrollIntoView({ block: "center" });
    else frame.contentWindow.scrollTo(0, top);
  }, { once: true });
  phone.location.reload();
}

async function send(form) {
  if (form.sending || form.stopped) return;
  const words = form.words.value;
  if (words === form.was.value) return done(form, "");
  form.sending = true;
  say(form, saving, true);
  const body = new FormData(form);
  body.set("part", "yes");
  const reply = await fetch(form.action, { method: "POST", body }).catch(() => undefined);
  form.sending = false;
  if (reply?.ok && !reply.redirected) {
    form.was.value = words;
    form.querySelector("[data-beside]").innerHTML = await reply.text();
    if (form.words.value !== words) return later(form, 0);
    done(form, saved);
    follow(form);
  } else if (reply?.status === 409) {
    // Somebody else was here: the button sends the form, and the next page shows both.
    form.stopped = true;
    say(form, "", true);
    form.querySelector("[data-beside]").innerHTML = await reply.text();
  } else {
    say(form, unsaved, true);
    if (!reply || reply.status >= 500) later(form, 5000);
    else form.querySelector("[data-save]").hidden = false;
  }
}

function done(form, words) {
  waiting.delete(form);
  say(form, words, false);
}

function later(form, pause) {
  waiting.add(form);
  clearTimeout(form.timer);
  form.timer = setTimeout(send, pause, form);
}

for (const form of document.querySelectorAll("[data-sentence]")) {
  form.querySelector("[data-save]").hidden = true;
  form.addEventListener("input", () => later(form, 900));
  form.addEventListener("change", () => later(form, 0));
  form.addEventListener("submit", () => waiting.delete(form));
}

addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});

// What the phone shows is chosen without a button.
const look = document.querySelector(".heard-look-choices");
look.querySelector("button").hidden = true;
look.addEventListener("change", () => look.requestSubmit());
