// Questions before what can't be taken back; buttons that were pressed once; texts to copy.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !confirm(question)) { event.preventDefault(); return; }
    if (form.method !== "post" || event.defaultPrevented) return;
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; });
    setTimeout(() => { if (button) button.disabled = false; }, 8000);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard?.writeText(button.dataset.copy);
    document.getElementById("spoken").textContent = "Copied";
  });
})();
