// Makes the pages nicer; each of them works without it.
"use strict";

const status = document.getElementById("status");

/** Have a screen reader say these words once; where they stand there already, say them anew. */
function announce(words) {
  status.style.minHeight = `${status.offsetHeight}px`;
  status.textContent = "";
  setTimeout(() => {
    status.textContent = words;
    status.style.minHeight = "";
  }, 150);
}

// What stands in a status when a page is loaded is not announced by itself.
if (status && status.textContent.trim()) {
  announce(status.textContent.trim());
}
