// Counts down to the moments that the page names. The server's clock counts: a browser's may be wrong.
"use strict";
for (const clock of document.querySelectorAll("[data-until]")) {
  const offset = Number(clock.dataset.now) - Date.now();
  const tick = () => {
    const left = Math.ceil((Number(clock.dataset.until) - Date.now() - offset) / 1000);
    if (left <= 0) {
      clock.textContent = clock.dataset.over;
      return;
    }
    const days = Math.floor(left / 86400);
    const time = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
    clock.textContent = days > 0 ? days + " " + clock.dataset.day + " " + time : time;
    setTimeout(tick, 250);
  };
  tick();
}
