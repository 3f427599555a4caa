// Nothing here is needed: without it every page works the same. It keeps a form from being sent twice by a double
// tap (the server takes a second one calmly, but says so), and offers to print.
"use strict";

document.documentElement.classList.add("with-script");

document.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("data-stays")) return; // a file is saved, and the page stays
  for (const button of event.target.querySelectorAll("button")) {
    // Later than now: a disabled button would not be sent with the form.
    setTimeout(() => { button.disabled = true; }, 0);
  }
});

// A page that comes back from the browser's memory must be usable again.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
