/*
 * Answers that are not saved yet: kept on this device, sent one after the other, and tried again until they are saved.
 *
 * They lie in the browser's storage under the numbers of the person and the round. Those of anybody else are dropped:
 * whoever signs in on a shared device must not find them. Whoever signs out takes theirs along (`sign-out.js`). Without
 * storage they live as long as the page.
 */

export const ROOT = "answers-";
const PAUSES = [2, 5, 15, 30, 60]; // seconds between two tries, the last one for good
const TIMEOUT = 15_000;

function cookie(name) {
    return document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* --- What is kept ------------------------------------------------------------------------------------ */

export class Store {
    constructor(name) {
        this.name = ROOT + name;
        this.memory = {};
        this.isLasting = true;
        try {
            this.dropOthers();
            this.memory = JSON.parse(localStorage.getItem(this.name)) ?? {};
        } catch {
            this.isLasting = false;
        }
    }

    dropOthers() {
        const mine = this.name.replace(/\d+$/, "");
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith(ROOT) && !key.startsWith(mine)) {
                localStorage.removeItem(key);
            }
        }
    }

    /* Another tab may have kept or sent something since: every change begins with what is there. */
    change(how) {
        try {
            this.memory = JSON.parse(localStorage.getItem(this.name)) ?? {};
            how(this.memory);
            if (Object.keys(this.memory).length) {
                localStorage.setItem(this.name, JSON.stringify(this.memory));
            } else {
                localStorage.removeItem(this.name);
            }
            this.isLasting = true;
        } catch {
            this.isLasting = false;
            how(this.memory);
        }
    }

    put(url, fields) {
        this.change((kept) => {
            kept[url] = fields;
        });
    }

    /* What was edited while it was on its way stays. */
    drop(url, fields) {
        this.change((kept) => {
            if (same(kept[url], fields)) {
                delete kept[url];
            }
        });
    }
}

/* --- What is sent ------------------------------------------------------------------------------------ */

/*
 * `name` says whose answers these are, and of which round: somebody else may have signed in since, in another tab, and
 * another round may have begun.
 */
export async function post(url, name, fields, options = {}) {
    const [person, round] = name.split("-");
    return fetch(url, {
        method: "POST",
        body: new URLSearchParams({ ...fields, person, round }),
        // signing in again, here or in another tab, changes the token
        headers: { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") },
        ...options,
    });
}

/* A refusal that no later try changes: all but signed out, too slow, too early, too often. */
const isFinal = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

/* Why the server wants somebody to sign in, in its own words; a page of anything in between is none. */
export function sayWhy(node, text) {
    if (text && !text.includes("<")) {
        node.querySelector("[data-why]").textContent = text;
    }
}

/* Two comments wait for the person to choose: only then is such an answer saved. */
export const isSaved = (response, text) => response.ok && !text.includes("data-two-comments");

/*
 * `show(url, state, text)` tells the page how one answer fares: saving, failed, signed-out, refused, or answered by the
 * server in the words of `text`. What waits for the person (refused, or two comments to choose from) is not tried again.
 */
export class Unsaved {
    constructor(panel, show) {
        this.panel = panel;
        this.show = show;
        this.store = new Store(panel.dataset.keep);
        this.waiting = new Set();
        this.tries = 0;
        this.running = null;
        for (const [target, event] of [[window, "online"], [window, "focus"], [document, "visibilitychange"]]) {
            target.addEventListener(event, () => {
                if (document.visibilityState === "visible") {
                    this.flush();
                }
            });
        }
        window.addEventListener("pagehide", () => this.sendLast());
        window.addEventListener("beforeunload", (event) => {
            if (!this.store.isLasting && this.urls.length) {
                event.preventDefault();
            }
        });
        panel.addEventListener("click", (event) => {
            if (event.target.closest("[data-retry]")) {
                this.flush();
            }
        });
    }

    get urls() {
        return Object.keys(this.store.memory);
    }

    /* What is on its way, or could be: not what waits for the person. */
    get pending() {
        return this.urls.filter((url) => !this.waiting.has(url));
    }

    /* What waits for the person: its addresses and what is kept under them. */
    get left() {
        return Object.entries(this.store.memory).filter(([url]) => this.waiting.has(url));
    }

    kept(url) {
        return this.store.memory[url];
    }

    keep(url, fields) {
        this.waiting.delete(url);
        this.store.put(url, fields);
    }

    /* Send all there is; a call while that goes on makes it look once more. */
    async flush() {
        clearTimeout(this.timer);
        this.again = true;
        this.running ??= this.sendAll().finally(() => {
            this.running = null;
        });
        return this.running;
    }

    async sendAll() {
        while (this.again) {
            this.again = false;
            for (const url of this.pending) {
                const [state, why] = await this.send(url);
                if (state) {
                    return this.giveUp(state, why);
                }
            }
        }
        this.tries = 0;
        this.panel.dataset.state = "";
    }

    /* Returns how it is that sending is no use for now, with the server's words; or nothing. */
    async send(url) {
        const fields = this.kept(url);
        if (!fields) {
            return []; // another tab has sent it
        }
        this.show(url, "saving");
        let response, text;
        try {
            response = await post(url, this.panel.dataset.keep, fields, { signal: AbortSignal.timeout(TIMEOUT) });
            text = await response.text();
        } catch {
            return ["failed"];
        }
        if (response.status === 401) {
            return ["signed-out", text];
        }
        if (isSaved(response, text)) {
            this.store.drop(url, fields);
        } else if (response.ok || isFinal(response.status)) {
            this.wait(url, fields);
        } else {
            return ["failed"];
        }
        // a refusal may come from before the view, as a whole page
        this.show(url, response.ok || text.includes('data-state="refused"') ? "answered" : "refused", text);
        return [];
    }

    wait(url, fields) {
        if (same(this.kept(url), fields)) {
            this.waiting.add(url);
        }
    }

    giveUp(state, why) {
        this.again = false;
        this.panel.dataset.state = state;
        sayWhy(this.panel, why);
        this.pending.forEach((url) => this.show(url, state, why));
        const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
        this.tries += 1;
        this.timer = setTimeout(() => this.flush(), pause * 1000);
    }

    /* The page goes: what was typed a moment ago may still arrive, and is kept if it does not. */
    sendLast() {
        for (const url of this.pending.slice(0, 20)) {
            post(url, this.panel.dataset.keep, this.kept(url), { keepalive: true }).catch(() => undefined);
        }
    }
}
