/*
 * The answer page: keeps track of what is not saved yet, says so, and adds the keyboard.
 *
 * htmx sends a statement when it changes; the server decides what is valid. Without this file the page still works,
 * as one plain form.
 */

const form = document.querySelector("form:has(.statement)");
const unsaved = new Map(); // statement -> how often it was edited since it was last saved
const sent = new WeakMap(); // statement -> the same number when it was last sent

const statementOf = (node) => node.closest(".statement");

const markUnsaved = (statement) => unsaved.set(statement, (unsaved.get(statement) ?? 0) + 1);

function showState(statement, state) {
    const template = document.getElementById("save-state");
    const slot = statement.querySelector(".save-slot");
    slot.replaceChildren(template.content.cloneNode(true));
    slot.firstElementChild.dataset.state = state;
}

function cookie(name) {
    return document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1];
}

/* --- Saving ------------------------------------------------------------------------------------------ */

form.querySelectorAll(".statement:has(.statement-error)").forEach(markUnsaved);

form.addEventListener("input", (event) => markUnsaved(statementOf(event.target)));

// Signing in again in another tab changes the token; the one in this page would be refused.
form.addEventListener("htmx:configRequest", (event) => {
    const token = cookie("csrftoken");
    if (token) {
        event.detail.headers["X-CSRFToken"] = token;
        form.elements.csrfmiddlewaretoken.value = token;
    }
});

// A pause in typing and leaving the field both ask to save: the second time there is nothing left to send.
form.addEventListener("htmx:beforeRequest", (event) => {
    const statement = event.detail.elt;
    if (!unsaved.has(statement)) {
        event.preventDefault();
        return;
    }
    sent.set(statement, unsaved.get(statement));
});

form.addEventListener("htmx:afterRequest", ({ detail }) => {
    const statement = detail.elt;
    if (detail.successful) {
        if (unsaved.get(statement) === sent.get(statement)) {
            unsaved.delete(statement);
        }
    } else if (detail.xhr.status === 401) {
        showState(statement, "signed-out");
    } else if (![409, 422].includes(detail.xhr.status)) {
        showState(statement, "failed"); // the two bring their own words
    }
});

form.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) {
        unsaved.forEach((_, statement) => statement.dispatchEvent(new Event("retry")));
    }
});

/* --- Leaving ----------------------------------------------------------------------------------------- */

let isSubmitting = false;

// The form carries what is unsaved; what is saved already stays out, so that it overwrites nothing.
form.addEventListener("submit", () => {
    isSubmitting = navigator.onLine;
    form.addEventListener(
        "formdata",
        ({ formData }) => {
            for (const statement of form.querySelectorAll(".statement")) {
                if (!unsaved.has(statement)) {
                    statement.querySelectorAll("[name]").forEach((field) => formData.delete(field.name));
                }
            }
        },
        { once: true },
    );
});

window.addEventListener("pageshow", () => {
    isSubmitting = false;
});

window.addEventListener("beforeunload", (event) => {
    if (unsaved.size && !isSubmitting) {
        event.preventDefault();
    }
});

/* --- Choosing ---------------------------------------------------------------------------------------- */

// Digits work inside a statement alone, so that they never get in the way of anything else typed.
form.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea") || event.ctrlKey || event.altKey || event.metaKey) {
        return;
    }
    const statement = statementOf(event.target);
    const radio = /^[1-9]$/.test(event.key) && statement?.querySelectorAll(".level:not(.level-other) input")[event.key - 1];
    if (radio) {
        event.preventDefault();
        radio.focus();
        radio.click();
    }
});

form.addEventListener("click", (event) => {
    if (event.target.closest(".statement-clear")) {
        event.preventDefault();
        const statement = statementOf(event.target);
        const chosen = statement.querySelector("input:checked");
        chosen.checked = false;
        chosen.focus();
        markUnsaved(statement);
        chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
});
