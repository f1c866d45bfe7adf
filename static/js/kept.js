/*
 * What this device keeps and nothing takes (any more): listed, so that it can be read and copied.
 *
 * On a page that takes no answers, that is all there is of this round, and this file alone draws it.
 */

import { ROOT, Store } from "./unsaved.js";

const section = document.getElementById("kept");
const words = document.getElementById("kept-words");
const template = document.getElementById("kept-entry");

const part = (fields, name) => Object.entries(fields).find(([key]) => key.endsWith(`-${name}`))?.[1] ?? "";

/* A level by its name; where the instrument is not asked any more, as it was sent. */
function nameOf(instrument, answer) {
    const names = [...words.content.querySelectorAll("[data-answer]")];
    const found = names.find(({ dataset }) => [`${instrument} ${answer}`, answer].includes(dataset.answer));
    return found?.cloneNode(true) ?? answer;
}

/* What is kept of this assessment from the rounds before the one at hand. */
function earlier() {
    const person = section.dataset.name.split("-")[0];
    try {
        return Object.keys(localStorage)
            .filter((key) => key.startsWith(`${ROOT}${person}-`) && key !== ROOT + section.dataset.name)
            .flatMap((key) => Object.entries(JSON.parse(localStorage.getItem(key))))
            .filter(([url]) => url.startsWith(section.dataset.assessment));
    } catch {
        return []; // no storage, so nothing is kept
    }
}

function drawn([url, fields]) {
    const [instrument, ref] = url.split("/").slice(-4);
    const entry = template.content.cloneNode(true);
    entry.querySelector(".statement-ref").textContent = ref;
    const answer = part(fields, "answer");
    entry.querySelector("[data-chosen]").append(answer && nameOf(instrument, answer));
    const comment = entry.querySelector("blockquote");
    comment.textContent = part(fields, "comment");
    comment.hidden = !comment.textContent;
    return entry;
}

/* Each entry: the address to which it would be sent, and what would be. Those of earlier rounds are listed anyway. */
export function listKept(entries) {
    const all = [...entries, ...earlier()];
    section.hidden = !all.length;
    section.querySelector("ul").replaceChildren(...all.map(drawn));
}

listKept("over" in section.dataset ? Object.entries(new Store(section.dataset.name).memory) : []);
