// Says what the ticked questionnaires come to, while they are being ticked. Without this script the
// next page says it.
const total = document.getElementById("total");
const form = total.closest("form");
const tell = () => {
  const ticked = [...form.querySelectorAll("[data-questions]:checked")];
  const sum = (name) => ticked.reduce((all, box) => all + Number(box.dataset[name]), 0);
  const questions = sum("questions");
  const minutes = Math.max(1, Math.ceil(sum("seconds") / 60));
  total.hidden = !questions;
  total.textContent = total.dataset.words
    .replace("{questions}", questions)
    .replace("{minutes}", minutes);
};
form.addEventListener("change", tell);
tell();
