/*
 * The reviewer's levels: says so when a statement could not be saved, and asks before leaving with something unsaved.
 *
 * htmx sends a statement when it changes. Without this file the page still works, as one plain form.
 */

const form = document.querySelector("form:has(.statement)");
const unsaved = new Set();

function showState(statement, state) {
    const template = document.getElementById("save-state");
    const slot = statement.querySelector(".save-slot");
    slot.replaceChildren(template.content.cloneNode(true));
    slot.firstElementChild.dataset.state = state;
}

form.addEventListener("input", (event) => unsaved.add(event.target.closest(".statement")));

form.addEventListener("htmx:afterRequest", ({ detail }) => {
    const statement = detail.elt;
    if (detail.successful) {
        unsaved.delete(statement);
    } else if (detail.xhr.status === 401) {
        showState(statement, "signed-out");
    } else if (![409, 422].includes(detail.xhr.status)) {
        showState(statement, "failed"); // the two bring their own words
    }
});

form.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) {
        unsaved.forEach((statement) => statement.dispatchEvent(new Event("retry")));
    }
});

let isSubmitting = false;

form.addEventListener("submit", () => {
    isSubmitting = navigator.onLine;
});

window.addEventListener("pageshow", () => {
    isSubmitting = false;
});

window.addEventListener("beforeunload", (event) => {
    if (unsaved.size && !isSubmitting) {
        event.preventDefault();
    }
});
