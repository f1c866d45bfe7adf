/*
 * The answer page: saves each statement when it changes, says how that went, and adds the keyboard.
 *
 * What cannot be saved is kept by `unsaved.js`. The server decides what is valid. Without these files the page works
 * as one plain form.
 */

import { listKept } from "./kept.js";
import { Unsaved, sayWhy } from "./unsaved.js";

const PAUSE_IN_TYPING = 800;

const form = document.getElementById("answers");
const statements = new Map([...form.querySelectorAll("[data-save]")].map((node) => [node.dataset.save, node]));
const template = document.getElementById("save-state");

const statementOf = (node) => node.closest(".statement");
const seenIn = (statement) => statement.querySelector('input[type="hidden"][name$="-version"]');
const controlsOf = (statement) => [...statement.querySelectorAll("textarea, select")];
const radiosOf = (statement) => [...statement.querySelectorAll('input[type="radio"]')];

/* --- How each statement fares ------------------------------------------------------------------------ */

const unsaved = new Unsaved(document.getElementById("unsaved"), (url, state, text) => {
    const statement = statements.get(url);
    if (!statement) {
        listKept(unsaved.left.filter(([other]) => !statements.has(other))); // of other pages, or not asked any more
    } else if (state === "answered") {
        place(statement, text);
    } else {
        const slot = statement.querySelector(".save-slot");
        slot.replaceChildren(template.content.cloneNode(true));
        slot.firstElementChild.dataset.state = state;
        sayWhy(slot, text);
    }
});

/* The server's words go beside the statement; what carries `data-replaces` takes the place of what is there. */
function place(statement, text) {
    const answer = document.createElement("template");
    answer.innerHTML = text;
    for (const part of answer.content.querySelectorAll("[data-replaces]")) {
        const former = document.getElementById(part.id);
        part.remove();
        if (part.dataset.replaces === "nothing") {
            former?.remove();
        } else if (part.type === "hidden") {
            former.value = part.value; // the node stays: the form may be about to be sent
        } else {
            former?.replaceWith(part);
        }
    }
    statement.querySelector(".save-slot").replaceChildren(answer.content);
}

/* --- What is in a statement -------------------------------------------------------------------------- */

function fieldsOf(statement) {
    const radios = radiosOf(statement);
    const fields = { [radios[0].name]: radios.find((radio) => radio.checked)?.value ?? "" };
    for (const control of [...controlsOf(statement), seenIn(statement)]) {
        fields[control.name] = control.value;
    }
    return fields;
}

const isMoved = (control) =>
    control.matches("select")
        ? [...control.options].some((option) => option.defaultSelected && !option.selected) ||
          (control.selectedIndex > 0 && !control.selectedOptions[0].defaultSelected)
        : control.value !== control.defaultValue;
const isChosen = (statement) => radiosOf(statement).some((radio) => radio.checked !== radio.defaultChecked);

function choose(statement, value) {
    radiosOf(statement).forEach((radio) => {
        radio.checked = radio.value === value;
    });
}

/* Put back what is kept on this device, but for what the person has changed since the page came. */
function restore(statement, fields) {
    const radios = radiosOf(statement);
    if (!isChosen(statement)) {
        choose(statement, fields[radios[0].name] ?? "");
    }
    for (const control of controlsOf(statement)) {
        if (control.name in fields && !isMoved(control)) {
            control.value = fields[control.name];
        }
        if (control.value) {
            control.closest("details").open = true;
        }
    }
    const seen = seenIn(statement);
    seen.value = fields[seen.name] ?? seen.value;
}

function edited(statement) {
    clearTimeout(statement.pause);
    unsaved.keep(statement.dataset.save, fieldsOf(statement));
    unsaved.flush();
}

/* --- When to save ------------------------------------------------------------------------------------ */

for (const [url, statement] of statements) {
    const kept = unsaved.kept(url);
    if (kept) {
        restore(statement, kept);
    }
    // chosen while the script was still on its way, or sent back by the server with what is wrong
    if (kept || isChosen(statement) || controlsOf(statement).some(isMoved) || "unsaved" in statement.dataset) {
        unsaved.keep(url, fieldsOf(statement));
    }
    if ("unsaved" in statement.dataset) {
        unsaved.waiting.add(url); // for the person: the page says why
    }
}
unsaved.flush();

form.addEventListener("input", (event) => {
    const statement = statementOf(event.target);
    if (event.target.matches("textarea")) {
        unsaved.keep(statement.dataset.save, fieldsOf(statement));
        clearTimeout(statement.pause);
        statement.pause = setTimeout(() => unsaved.flush(), PAUSE_IN_TYPING);
    }
});

// Who leaves a text has typed it already; drawing its statement anew would take away the button they are pressing.
form.addEventListener("change", (event) => {
    if (event.target.matches("textarea")) {
        unsaved.flush();
    } else {
        edited(statementOf(event.target));
    }
});

/* --- Leaving ----------------------------------------------------------------------------------------- */

// The form carries what waits for the person; what is saved already stays out, so that it overwrites nothing.
form.addEventListener("formdata", ({ formData }) => {
    for (const [url, statement] of statements) {
        if (!unsaved.kept(url)) {
            Object.keys(fieldsOf(statement)).forEach((name) => formData.delete(name));
        }
    }
});

// Nobody leaves for a page that cannot come: what is unsaved is sent first.
form.addEventListener("submit", async (event) => {
    if (!unsaved.pending.length) {
        return;
    }
    event.preventDefault();
    const button = event.submitter;
    await unsaved.flush();
    if (!unsaved.pending.length) {
        form.requestSubmit(button);
    }
});

form.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) {
        unsaved.flush();
    }
});

/* --- Choosing ---------------------------------------------------------------------------------------- */

// Digits work inside a statement alone, so that they never get in the way of anything else typed.
form.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, select") || event.ctrlKey || event.altKey || event.metaKey) {
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

function clear(statement) {
    const chosen = statement.querySelector("input:checked");
    chosen.checked = false;
    chosen.focus();
    edited(statement);
}

function confirm(statement) {
    statement.querySelector("input:checked, textarea").focus(); // the button goes once that is saved
    edited(statement);
}

function undo(statement, button) {
    if (button.dataset.answer !== undefined) {
        choose(statement, button.dataset.answer);
    }
    for (const part of ["target", "confidence"]) {
        if (button.dataset[part] !== undefined) {
            statement.querySelector(`select[name$="-${part}"]`).value = button.dataset[part];
        }
    }
    statement.querySelector("input:checked, input").focus();
    edited(statement);
}

function takeComment(statement, button) {
    const both = button.closest("[data-two-comments]");
    const comment = statement.querySelector("textarea");
    if (button.dataset.take === "other") {
        comment.value = both.dataset.other;
    } else if (button.dataset.take === "both") {
        comment.value = `${both.dataset.other}\n\n${comment.value}`;
    }
    seenIn(statement).value = both.dataset.version;
    comment.focus();
    edited(statement);
}

const WAYS = new Map([
    [".statement-clear", clear],
    ["[data-confirm]", confirm],
    ["[data-undo]", undo],
    ["[data-take]", takeComment],
]);

form.addEventListener("click", (event) => {
    for (const [selector, act] of WAYS) {
        const button = event.target.closest(selector);
        if (button) {
            event.preventDefault();
            act(statementOf(button), button);
        }
    }
});
