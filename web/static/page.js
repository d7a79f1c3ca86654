// Makes the pages nicer; each of them works without it.
"use strict";

const QUIET_MS = 10000; // between two things that a screen reader is made to say by itself
const EVERY_MS = 2000;
const LOST = "No connection to the box. What stands here may be old.";
const NOT_SAVED = "Not done: there is no connection to the box. Nothing that you typed is lost. Try again.";

const status = document.getElementById("status");
const frame = status.parentElement;

/** Have a screen reader say these words once; show them, too, where they stand nowhere else on the page. */
function announce(words, isShown = true) {
  frame.classList.toggle("for-ears", !isShown && !frame.querySelector("form"));
  status.style.minHeight = `${status.offsetHeight}px`; // so that nothing moves under a finger meanwhile
  status.textContent = "";
  setTimeout(() => {
    frame.classList.toggle("empty", !words);
    status.textContent = words;
    status.style.minHeight = "";
  }, 100);
}

// What stands in a status when a page is loaded is not said by itself.
if (status.textContent.trim()) {
  announce(status.textContent.trim());
}

// Forms: what was typed outlives a lost connection, and a second tap while the first is on its way does nothing.

let isSending = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.classList.contains("goes-on")) {
    return;
  }
  event.preventDefault();
  if (isSending) {
    return;
  }
  isSending = true;
  const fields = new FormData(form, event.submitter);
  keepPlace(event.submitter);
  try {
    const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
  } catch {
    announce(NOT_SAVED);
    isSending = false;
    return;
  }
  // It was not accepted, and nothing was changed: let the browser send it again and show why.
  if (event.submitter?.name) {
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = event.submitter.name;
    pressed.value = event.submitter.value;
    form.append(pressed);
  }
  form.submit();
});

window.addEventListener("pageshow", () => {
  isSending = false;
});

// "Slower", pressed twice: the button stays under the finger, and the keyboard where it was.

function keepPlace(button) {
  if (button?.hasAttribute("data-stays")) {
    const place = { path: location.pathname, label: button.name + button.textContent, top: button.getBoundingClientRect().top };
    sessionStorage.setItem("place", JSON.stringify(place));
  }
}

function findPlace() {
  const place = JSON.parse(sessionStorage.getItem("place") || "null");
  sessionStorage.removeItem("place");
  if (place?.path !== location.pathname) {
    return;
  }
  for (const button of document.querySelectorAll("[data-stays]")) {
    if (button.name + button.textContent === place.label) {
      window.scrollBy(0, button.getBoundingClientRect().top - place.top);
      button.focus({ preventScroll: true });
    }
  }
}

findPlace();

// An answer that is on its way

const answer = document.querySelector("[data-waits]");

async function lookForAnswer() {
  try {
    const found = await fetch(answer.dataset.waits);
    if (found.status === 200) {
      answer.innerHTML = await found.text();
      announce(answer.querySelector(".answer")?.textContent || "", false);
      return;
    }
  } catch {
    // the next look may find it
  }
  setTimeout(lookForAnswer, 1000);
}

if (answer) {
  setTimeout(lookForAnswer, 500);
}

// What happens now: asked for every two seconds, put in place without a word; only a change of trouble is said.

const updates = document.getElementById("updates");

class Live {
  constructor(button) {
    this.button = button;
    this.tag = "";
    this.isPaused = false;
    this.isLost = false;
    this.failures = 0;
    this.troubles = textOf(document.getElementById("troubles"));
    this.waiting = "";
    this.isShown = true;
    this.saidAt = -QUIET_MS;
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
    setInterval(() => this.look(), EVERY_MS);
  }

  toggle() {
    this.isPaused = !this.isPaused;
    this.button.textContent = this.isPaused ? "Go on with updates" : "Pause updates";
  }

  async look() {
    this.sayWhatWaits();
    if (this.isPaused || document.hidden) {
      return;
    }
    try {
      const found = await fetch(this.button.dataset.live, { headers: this.tag ? { "If-None-Match": this.tag } : {} });
      this.failures = 0;
      this.beBack();
      if (found.status === 200 && !found.redirected) {
        this.tag = found.headers.get("ETag") || "";
        this.put(new DOMParser().parseFromString(await found.text(), "text/html"));
      }
    } catch {
      this.failures += 1;
      if (this.failures === 3) {
        this.isLost = true;
        this.say(LOST);
      }
    }
  }

  beBack() {
    if (this.isLost) {
      this.isLost = false;
      this.say("Connected to the box again.");
    }
  }

  put(fresh) {
    for (const id of ["troubles", "doing"]) {
      const [now, next] = [document.getElementById(id), fresh.getElementById(id)];
      if (textOf(now) !== textOf(next)) {
        now.replaceChildren(...next.childNodes);
      }
    }
    this.putSaid(fresh.getElementById("said"));
    const troubles = textOf(document.getElementById("troubles"));
    if (troubles !== this.troubles) {
      this.troubles = troubles;
      this.say(troubles || "The trouble is over.", false);
    }
  }

  /** Put new sentences on top and take old ones off the end; what somebody is reading stays as it is. */
  putSaid(next) {
    const list = document.getElementById("said");
    const keys = (items) => [...items].map((item) => item.dataset.key);
    const [had, has] = [keys(list.children), keys(next.children)];
    if (had.join() === has.join()) {
      return;
    }
    const fresh = [...next.children].filter((item) => !had.includes(item.dataset.key));
    for (const item of [...list.children]) {
      if (has.includes(item.dataset.key)) {
        const age = [...next.children].find((one) => one.dataset.key === item.dataset.key).lastElementChild.textContent;
        item.lastElementChild.textContent = age;
      } else {
        item.remove();
      }
    }
    list.prepend(...fresh);
    const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    document.getElementById("as-of").textContent = `As it was at ${now}, when something was said.`;
  }

  say(words, isShown = true) {
    this.waiting = words;
    this.isShown = isShown;
    this.sayWhatWaits();
  }

  sayWhatWaits() {
    if (this.waiting && performance.now() - this.saidAt >= QUIET_MS) {
      announce(this.waiting, this.isShown);
      this.waiting = "";
      this.saidAt = performance.now();
    }
  }
}

function textOf(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

if (updates) {
  new Live(updates);
}
