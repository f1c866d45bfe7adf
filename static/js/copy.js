// Buttons that copy a field: <button data-copy="id of the field" data-copied="word for done" hidden>.

for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.copied;
    });
    field.addEventListener("focus", () => field.select());
}
