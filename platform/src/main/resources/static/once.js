// A form that is clicked twice is sent once.
"use strict";
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "now";
  setTimeout(() => delete form.dataset.sent, 2000);
});
