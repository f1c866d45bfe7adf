/* Adds "everybody in this sector" to each list of people to tick, and counts all who are; it sends nothing itself. */

const template = document.getElementById("everybody");
for (const list of document.querySelectorAll(".people-list")) {
    const boxes = [...list.querySelectorAll("[name]")];
    list.prepend(template.content.cloneNode(true));
    const everybody = list.querySelector("input");

    const follow = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        everybody.checked = ticked === boxes.length;
        everybody.indeterminate = ticked > 0 && ticked < boxes.length;
    };

    everybody.addEventListener("change", () => boxes.forEach((box) => (box.checked = everybody.checked)));
    boxes.forEach((box) => box.addEventListener("change", follow));
    follow();
}

const total = document.querySelector("#ticked output");

const count = () => {
    const ticked = document.querySelectorAll("[name=members]:is(:checked, [type=hidden])").length;
    total.textContent = ticked;
    total.parentElement.hidden = ticked === 0;
};

if (total) document.addEventListener("change", count);
