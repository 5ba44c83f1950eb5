// One question at a time, each answer saved in the background. Answers live in the memory of this
// page and on the server, nowhere else. Without this script every page still works, more slowly.
// begins with parts/page.js

// What is true only while this script runs.
$("#by-itself")?.removeAttribute("hidden");

// Help beside the questions. What is wished for is said to be noted only once the server said so.
const support = $("#support");
const seen = $("#seen");
support?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target: asking, submitter: chosen } = event;
  const status = asking.querySelector("[role=status]");
  for (let pause = 1000; (asking.chosen = chosen); pause = Math.min(pause * 2, 30000)) {
    const reply = await post(asking.action, { [chosen.name]: chosen.value });
    if (asking.chosen !== chosen) return; // something else is wished for by now
    status.textContent = reply ? reply.said : reply === false ? asking.dataset.refused : asking.dataset.waiting;
    if (reply) for (const button of asking.querySelectorAll("button")) button.ariaCurrent = button === chosen || null;
    if (reply || reply === false) return heard();
    await new Promise((goOn) => setTimeout(goOn, pause));
    if (asking.chosen !== chosen) return;
  }
});

const form = $("form[data-save]");
if (form) askOneByOne();

function askOneByOne() {
  const { save, given, next, saved, saving, waiting, refused } = form.dataset;
  const questions = [...form.querySelectorAll("fieldset")];
  const [status, back, bar, intro, button] = ["#status", "#back", "progress", "#intro", "button"].map(
    (selector) => document.querySelector(`form[data-save] ${selector}`),
  );
  const finish = button.textContent;
  const answers = new URLSearchParams(given);
  const unsaved = new Map(); // item -> the newest answer, until the server says that it is safe
  const tab = crypto.getRandomValues(new Uint32Array(3)).join("-");
  let [seq, sending, pause, current, finishing] = [0, false, 1000, 0, false];
  let lastKey = "";
  let rest; // set while an arrow key walks through options: the one it rests on is sent, not those passed
  let held; // the question at which help was opened: it is left by "Next" alone

  function say(words, isProblem = false) {
    const moves = isProblem !== status.classList.contains("heard-problem");
    status.textContent = words;
    status.classList.toggle("heard-problem", isProblem);
    if (moves) settle(); // the notice comes or goes, and the answers move
  }
  const inAddress = () => Math.min(parseInt(location.hash.slice(1)) || 0, questions.length);

  function show(number, focus = true) {
    current = number;
    finishing = false;
    questions.forEach((question, i) => (question.hidden = i + 1 !== number));
    bar.value = number;
    if (intro) intro.open = number === 1;
    button.textContent = number < questions.length && !location.hash.endsWith("check") ? next : finish;
    const question = questions[number - 1];
    $("#earlier").hidden = answers.get(question.id) !== "";
    scrollTo(0, 0);
    settle();
    if (focus) question.firstElementChild.focus();
  }

  // The first answer that calls for help does not move on by itself.
  function goOn(isNext) {
    if (!held && shown().querySelector("[data-help]:checked")) {
      held = current;
      openHelp();
      support.focus();
      support.scrollIntoView(); // what has come above the question would else show its end
    } else if (isNext || held !== current) go(current + 1);
  }
  const shown = () => questions[current - 1];

  function openHelp() {
    support.hidden = false;
    support.firstElementChild.open = true;
    settle(); // the answers move down
  }

  function go(number) {
    if (held) [held, support.firstElementChild.open] = [-1, false];
    if (number > questions.length || location.hash.endsWith("check")) return end();
    history.pushState({ asked: number }, "", "#" + number);
    show(number);
  }

  function end() {
    finishing = true;
    rested();
    if (unsaved.size) send();
    else location.assign(form.action + "/check");
  }

  function keep(item, value) {
    if (support?.hidden && shown().querySelector("[data-help]:checked")) openHelp();
    answers.set(item, value);
    unsaved.set(item, { item, value, tab, seq: ++seq, language: form.lang });
    clearTimeout(rest);
    rest = lastKey.startsWith("Arrow") && setTimeout(rested, 2000);
    if (rest && seen) seen.hidden = true; // not saved yet
    send();
  }

  function rested() {
    if (!rest) return;
    clearTimeout(rest);
    rest = 0;
    send();
  }

  // One at a time, so that answers arrive in the order in which they were given.
  async function send() {
    if (sending || !unsaved.size) return;
    if (pause === 1000) say(saving); // while it is tried again, the notice stays
    if (rest) return;
    sending = true;
    const [answer] = unsaved.values();
    const done = await post(save, answer);
    sending = false;
    if (seen) seen.hidden = !done; // what is not saved nobody will see
    if (done === false) return say(refused, true);
    if (!done) {
      say(waiting, true);
      setTimeout(send, pause);
      pause = Math.min(pause * 2, 30000);
      return;
    }
    heard();
    pause = 1000;
    if (done.seen) seen.textContent = done.seen;
    if (unsaved.get(answer.item) === answer) unsaved.delete(answer.item);
    if (unsaved.size) return send();
    say(saved);
    if (finishing) end();
  }

  for (const [item, value] of answers) {
    const option = document.getElementById(`${item}-${value}`);
    if (option) option.checked = true;
  }
  // Arrow keys walk through the options; a tap, a click, Space or Enter answers and moves on.
  addEventListener("keydown", (event) => {
    lastKey = event.key;
    if (!lastKey.startsWith("Arrow")) rested();
    // Browsers send no click for Space on an option that is chosen already.
    if (lastKey === " " && event.target.checked) {
      event.preventDefault();
      goOn();
    }
  });
  addEventListener("pointerdown", () => {
    lastKey = "";
    rested();
  });
  addEventListener("visibilitychange", rested);
  form.addEventListener("change", ({ target }) => keep(target.name, target.value));
  form.addEventListener("click", ({ target }) => {
    if (target.type === "radio" && !lastKey.startsWith("Arrow")) {
      const asked = current;
      setTimeout(() => asked === current && goOn(), 250);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goOn(true);
  });
  back.addEventListener("click", (event) => {
    if (current === 1) return;
    event.preventDefault();
    if (history.state?.asked) history.back();
    else go(current - 1);
  });
  addEventListener("popstate", () => show(inAddress() || current));
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (unsaved.size && !leaving) event.preventDefault();
  });

  form.classList.add("heard-one");
  questions.forEach((question) => (question.firstElementChild.tabIndex = -1));
  const open = questions.findIndex((question) => !answers.has(question.id));
  const first = inAddress() || open + 1 || questions.length;
  if (!location.hash) history.replaceState(null, "", "#" + first);
  show(first, false);
}
