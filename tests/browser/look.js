/* Looks at a page as a reader does, at the width it has now; returns what is wrong with it, in words. */

window.look = (() => {
    const words = (element) => {
        const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "");
        const classes = [...element.classList].map((item) => `.${item}`).join("");
        return `${name}${classes} “${(element.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
    };

    const isVisible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

    // --- What stands on it --------------------------------------------------------------------------------

    function headings() {
        const found = [...document.querySelectorAll("h1")].filter(isVisible);
        return found.length === 1 && found[0].innerText.trim() ? [] : [`${found.length} visible h1`];
    }

    function title() {
        const parts = document.title.replace(/\s+/g, " ").split("—").map((part) => part.trim());
        return parts.length > 1 && parts.every(Boolean) ? [] : [`title “${document.title.trim()}”`];
    }

    function unfinished() {
        const text = document.body.innerText;
        return ["{{", "{%", "None", "undefined", "[object", "NaN"]
            .filter((word) => new RegExp(`(^|[\\s(])${word.replace(/[[{]/g, "\\$&")}($|[\\s.,)])`, "m").test(text))
            .map((word) => `the page says “${word}”`);
    }

    // --- What sticks out ----------------------------------------------------------------------------------

    const scrollsSideways = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    const isHiddenAway = (element) => {
        const style = getComputedStyle(element);
        return style.clipPath !== "none" || style.clip !== "auto";
    };

    function isHeld(element) {
        for (let box = element; box && box !== document.body; box = box.parentElement) {
            if (isHiddenAway(box) || (box !== element && scrollsSideways(box))) {
                return true;
            }
        }
        return false;
    }

    function sideways() {
        const width = document.documentElement.clientWidth;
        const faults = [];
        if (document.documentElement.scrollWidth > window.innerWidth) {
            faults.push(`the page is ${document.documentElement.scrollWidth} px wide in ${window.innerWidth}`);
        }
        for (const element of document.body.querySelectorAll("*")) {
            const box = element.getBoundingClientRect();
            const isOut = box.width && box.height && (box.right > width + 1 || box.left < -1);
            if (isOut && !element.ownerSVGElement && isVisible(element) && !isHeld(element)) {
                faults.push(`beyond the edge: ${words(element)}`);
            }
        }
        return faults;
    }

    // Text cut off by its own box, but for what ends in an ellipsis on purpose.
    function clipped() {
        return [...document.body.querySelectorAll("*")]
            .filter((element) => {
                const style = getComputedStyle(element);
                return (
                    ["hidden", "clip"].includes(style.overflowX) &&
                    style.textOverflow !== "ellipsis" &&
                    element.scrollWidth > element.clientWidth + 1 &&
                    element.clientWidth > 1 &&
                    !element.closest("svg") &&
                    isVisible(element)
                );
            })
            .map((element) => `clipped: ${words(element)}`);
    }

    // --- What has focus -----------------------------------------------------------------------------------

    const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
    let atRest = new Map();
    let seen = new Set();

    // A control that is hidden shows its focus on what stands for it.
    const shownBy = (element) => [element, element.closest("label") ?? element.labels?.[0], element.parentElement];

    const ring = (element) => {
        const style = getComputedStyle(element);
        const outline = style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0 ? "" : style.outline;
        return `${outline}|${style.boxShadow}`;
    };

    const rings = (element) => shownBy(element).filter(Boolean).map(ring);

    // Tab starts at the top again, even where what had focus is folded away at this width.
    function rest() {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.blur();
        document.body.removeAttribute("tabindex");
        window.scrollTo(0, 0);
        seen = new Set();
        atRest = new Map([...document.querySelectorAll(FOCUSABLE)].map((element) => [element, rings(element)]));
    }

    function isUncovered(element) {
        const standing = shownBy(element).filter(Boolean).slice(0, 2);
        return standing.some((item) =>
            [...item.getClientRects()].some((box) => {
                const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return hit && (item.contains(hit) || hit.contains(item));
            }),
        );
    }

    // Looks at what Tab has reached; `done` once it comes round.
    function focused() {
        const element = document.activeElement;
        if (!element || element === document.body || seen.has(element)) {
            return { done: true, count: seen.size };
        }
        seen.add(element);
        const faults = [];
        const before = atRest.get(element);
        if (before && rings(element).every((now, place) => now === before[place])) {
            faults.push(`focus cannot be seen: ${words(element)}`);
        }
        if (!isUncovered(element)) {
            faults.push(`has focus but is covered or out of view: ${words(element)}`);
        }
        return { done: false, faults };
    }

    // --- Without a script ---------------------------------------------------------------------------------

    function text() {
        return [...document.querySelectorAll("main")].map((main) => main.innerText).join("\n");
    }

    function formsWithoutButton() {
        return [...document.forms]
            // a form without anything to fill in, as around a list of Django's, has nothing to send
            .filter((form) => isVisible(form) && [...form.elements].some((item) => isVisible(item)))
            .filter((form) => ![...form.elements].some((item) => item.type === "submit" || item.type === "image"))
            .map((form) => `no button to send: ${words(form)}`);
    }

    const page = () => [headings, title, unfinished, sideways, clipped].flatMap((check) => check());

    return { page, rest, focused, text, formsWithoutButton };
})();
