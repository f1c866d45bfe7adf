/*
 * The room view: keys for what the page's links and buttons do. Without this file they are pressed by hand.
 *
 * Arrows turn the page, a letter reveals, a digit chooses a level; Enter then records it, as in every form.
 */

const runsLeft = document.documentElement.dir === "rtl";

// In the page's language, as the legend says it.
const revealKey = document.querySelector("[data-reveal-key]")?.textContent.toLowerCase();

const turn = (rel) => document.querySelector(`[data-stage] a[rel="${rel}"]`)?.click();

const choose = (digit) => {
    const form = document.querySelector("[data-agree]");
    const level = form?.querySelector(`[data-digit="${digit}"]`);
    if (!level) {
        return;
    }
    form.closest("details")?.setAttribute("open", "");
    level.checked = true;
    level.focus();
};

// A key belongs to what is being typed or chosen; only a level that is chosen leaves the digits to us.
function isTaken({ target, key }) {
    if (target.matches("input[type=radio]")) {
        return key.startsWith("Arrow");
    }
    return target.matches("input, textarea, select");
}

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) {
        return;
    }
    if (event.key === "ArrowRight") {
        turn(runsLeft ? "prev" : "next");
    } else if (event.key === "ArrowLeft") {
        turn(runsLeft ? "next" : "prev");
    } else if (event.key.toLowerCase() === revealKey) {
        document.querySelector("[data-reveal]")?.click();
    } else if (/^[1-9]$/.test(event.key)) {
        choose(event.key);
    } else {
        return;
    }
    event.preventDefault();
});
