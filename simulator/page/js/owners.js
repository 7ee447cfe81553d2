// Whose phones these are: kept in this browser, changed in a small dialog.

import { say } from "./words.js";

const KEY = "nudge.owners";
const NUMBER = /^\+[1-9]\d{6,14}$/;

const DEFAULTS = {
  en: ["+4915112345678", "+12025550143"],
  ru: ["+79161234567", "+77012345678"],
};

/** Two people; the address of the page may name the first one. */
export function readOwners(language) {
  const [first, second] = DEFAULTS[language];
  const owners = [{ name: say("first"), number: first }, { name: say("second"), number: second }];
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  const asked = new URLSearchParams(location.search);
  kept.forEach((owner, index) => Object.assign(owners[index], owner));
  if (NUMBER.test(asked.get("number") ?? "")) owners[0].number = asked.get("number");
  if (asked.get("name")) owners[0].name = asked.get("name");
  return owners;
}

export const keepOwners = (owners) => localStorage.setItem(KEY, JSON.stringify(owners));

/** Let the person change name and number; resolves to the new owner, or to null. */
export function askOwner(dialog, owner) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector(".problem");
  form.elements.name.value = owner.name;
  form.elements.number.value = owner.number;
  problem.textContent = "";
  dialog.showModal();
  return new Promise((resolve) => {
    let answer = null;
    form.onsubmit = (event) => {
      event.preventDefault();
      const number = form.elements.number.value.replace(/[\s()-]/g, "");
      if (!NUMBER.test(number)) {
        problem.textContent = say("numberProblem");
        form.elements.number.focus();
        return;
      }
      answer = { name: form.elements.name.value.trim() || owner.name, number };
      dialog.close();
    };
    dialog.querySelector(".cancel").onclick = () => dialog.close();
    dialog.onclose = () => resolve(answer);
  });
}
