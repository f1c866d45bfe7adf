/*
 * The review page: sends what this device still keeps, before anything is handed in.
 */

import { listKept } from "./kept.js";
import { Unsaved } from "./unsaved.js";

let isFresh = true; // the page shows what was saved when it came

const unsaved = new Unsaved(document.getElementById("unsaved"), (url, state) => {
    if (state === "answered" && !unsaved.waiting.has(url)) {
        isFresh = false;
    }
    listKept(unsaved.left);
});

async function sendAll() {
    await unsaved.flush();
    if (!isFresh && !unsaved.pending.length) {
        window.location.reload();
    }
    document.getElementById("unsaved-here").hidden = !unsaved.urls.length;
}

sendAll();

document.querySelector("form[data-hand-in]")?.addEventListener("submit", (event) => {
    if (unsaved.pending.length) {
        event.preventDefault();
        sendAll();
    }
});
