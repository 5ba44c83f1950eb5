// A form that the service wrote, one question at a time: no waiting between them, and what is
// answered is saved in the background. Without this script it is one long form, or many pages.
// begins with parts/page.js

const form = $("form[data-save]");
const { save, check, next, saved, saving, waiting, refused, of, left, over } = form.dataset;
const [status, back, bar, count, button] = ["#status", "#back", "progress", "#count", ":scope > button"].map((one) => form.querySelector(one));
const finish = button.textContent;
const places = [...form.querySelectorAll("fieldset,.heard-says")];
const unsaved = new Set();
let [current, sending, finishing, pause, lastKey, typing] = [places[0], false, false, 1000, "", 0];

// What is shown depends on what was chosen before, where that is shown itself.
const isShown = ({ dataset }) => !dataset.if || dataset.is.split(" ").some((answer) => chosen(dataset.if).includes(answer));
function chosen(key) {
  const place = document.getElementById("q-" + key);
  return place && isShown(place) ? [...place.querySelectorAll(":checked")].map((field) => field.value) : [];
}
const shown = () => places.filter(isShown);
const inAddress = () => document.getElementById("q-" + location.hash.slice(1).split("&")[0]);
const isChange = () => location.hash.endsWith("check");

function say(words, isProblem = false) {
  const moves = isProblem !== status.classList.contains("heard-problem");
  status.textContent = words;
  status.classList.toggle("heard-problem", isProblem);
  if (moves) settle(); // the notice comes or goes, and the answers move
}

function show(place, focus = true) {
  const all = shown();
  current = all.includes(place) ? place : all[0];
  finishing = false;
  for (const one of places) one.hidden = one !== current;
  const number = all.indexOf(current) + 1;
  [bar.max, bar.value] = [all.length, number];
  const asking = all.filter((one) => one.matches("fieldset"));
  const words = of.replace("{n}", asking.indexOf(current) + 1).replace("{m}", asking.length);
  count.textContent = asking.includes(current) ? words : "";
  button.textContent = number < all.length && !isChange() ? next : finish;
  scrollTo(0, 0);
  settle();
  if (focus) current.firstElementChild.focus();
}

function go(step) {
  const following = shown()[shown().indexOf(current) + step];
  if (!following || isChange()) return step > 0 ? end() : location.assign(back.href);
  history.pushState({ asked: true }, "", "#" + following.id.slice(2));
  show(following);
}

function end() {
  finishing = true;
  if (sending || unsaved.size) send();
  else location.assign(check);
}

// How much more can be written is said near the end, and when it is too much.
function measure(box) {
  const room = box.dataset.most - [...box.value.trim()].length;
  const hint = document.getElementById(box.id.replace("box", "most"));
  hint.first ||= hint.textContent;
  hint.classList.toggle("heard-problem", room < 0);
  const words = room < 0 ? over : room < 1000 && room < box.dataset.most / 2 && left;
  (hint.firstElementChild || hint).textContent = words ? words.replace("#", Math.abs(room)) : hint.first;
  return room >= 0;
}
const fits = (place) => [...place.querySelectorAll("[data-most]")].every(measure);

function keep(place) {
  clearTimeout(typing);
  if (!fits(place)) return;
  note(place);
  send();
}

// Where a form is only tried nothing is saved.
const note = (place) => save && unsaved.add(place);

// One at a time, so that answers arrive in the order in which they were given.
async function send() {
  if (sending || !unsaved.size) return;
  sending = true;
  if (pause === 1000) say(saving); // while it is tried again, the notice stays
  const [place] = unsaved;
  unsaved.delete(place);
  const fields = [...new FormData(form)].filter(([name]) => name === place.id);
  const done = await post(save, [["asked", place.id.slice(2)], ["then", isChange() ? "check" : ""], ...fields]);
  sending = false;
  if (!done) unsaved.add(place);
  if (done === false) return say(refused, true);
  if (!done) {
    say(waiting, true);
    setTimeout(send, pause);
    pause = Math.min(pause * 2, 30000);
    return;
  }
  heard();
  pause = 1000;
  if (unsaved.size) return send();
  say(saved);
  if (finishing) end();
}

addEventListener("keydown", (event) => {
  lastKey = event.key;
  // Browsers send no click for Space on an option that is chosen already.
  if (lastKey !== " " || event.target.type !== "radio" || !event.target.checked) return;
  event.preventDefault();
  go(1);
});
addEventListener("pointerdown", () => (lastKey = ""));
form.addEventListener("input", ({ target }) => {
  const declined = current.querySelector("[type=checkbox][value=declined]");
  if (target.dataset.most) {
    declined.checked = false;
    measure(target);
    clearTimeout(typing);
    typing = setTimeout(keep, 1500, current);
    note(current);
  } else if (target.type === "checkbox") {
    // "I'd rather not say" stands alone.
    if (target !== declined) declined.checked = false;
    else if (target.checked) for (const tick of current.querySelectorAll("[type=checkbox]")) tick.checked = tick === target;
  }
});
form.addEventListener("change", () => keep(current));
// Arrow keys walk through the options; a tap, a click, Space or Enter answers and moves on.
form.addEventListener("click", ({ target }) => {
  if (target.type !== "radio" || lastKey.startsWith("Arrow")) return;
  const asked = current;
  setTimeout(() => asked === current && go(1), 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (unsaved.has(current)) keep(current);
  if (fits(current)) go(1);
});
back.addEventListener("click", (event) => {
  event.preventDefault();
  if (history.state?.asked) history.back();
  else go(-1);
});
addEventListener("popstate", () => show(inAddress() || current));
addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if ((sending || unsaved.size) && !leaving) event.preventDefault();
});

form.classList.add("heard-one");
for (const { firstElementChild } of places) firstElementChild.tabIndex = -1;
for (const box of form.querySelectorAll("[data-most]")) measure(box);
show(inAddress() || places[0], false);
if (!location.hash) history.replaceState(null, "", "#" + current.id.slice(2));
