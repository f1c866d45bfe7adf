/*
 * Signing out: what this device still keeps for the person is sent first, and goes with them.
 *
 * What cannot be sent they are told of, and sign out all the same or stay. When a session ends by itself nothing of
 * this happens: then it is kept, for that person alone.
 */

import { ROOT, isSaved, post } from "./unsaved.js";

const keysOf = (person) => Object.keys(localStorage).filter((key) => key.startsWith(`${ROOT}${person}-`));

/* Send each answer once; return how many are still not saved. */
async function sendKept(person) {
    let left = 0;
    for (const key of keysOf(person)) {
        const kept = JSON.parse(localStorage.getItem(key));
        for (const [url, fields] of Object.entries(kept)) {
            try {
                const response = await post(url, key.slice(ROOT.length), fields, { signal: AbortSignal.timeout(5000) });
                left += isSaved(response, await response.text()) ? 0 : 1;
            } catch {
                left += 1;
            }
        }
    }
    return left;
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
    const person = form.dataset.signOut;
    form.addEventListener("submit", async (event) => {
        let keys = [];
        try {
            keys = keysOf(person);
        } catch {
            return; // no storage, so nothing is kept
        }
        if (!keys.length) {
            return;
        }
        event.preventDefault();
        const isTold = !form.querySelector("[data-told]").hidden;
        if (!isTold && (await sendKept(person))) {
            form.querySelectorAll("[data-told]").forEach((node) => (node.hidden = false));
            form.querySelectorAll("[data-untold]").forEach((node) => (node.hidden = true));
            return;
        }
        keysOf(person).forEach((key) => localStorage.removeItem(key));
        form.submit();
    });
}
