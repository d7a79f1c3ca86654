// How far a download is: looked at every two seconds, put in place without a word; only its end is said.
"use strict";

const download = document.getElementById("download");

async function lookHowFar() {
  if (!document.hidden) {
    try {
      const found = await fetch(download.dataset.part);
      if (found.status === 200 && !found.redirected) {
        const wasBusy = download.querySelector("progress");
        download.innerHTML = await found.text();
        if (wasBusy && !download.querySelector("progress")) {
          announce(download.querySelector("p").textContent, false); // of page.js
        }
      }
    } catch {
      // the next look may find it
    }
  }
  if (download.querySelector("progress")) {
    setTimeout(lookHowFar, 2000);
  }
}

if (download?.querySelector("progress")) {
  setTimeout(lookHowFar, 2000);
}
