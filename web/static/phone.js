// Sends what this phone's back camera sees, one picture at a time: the next one only after the box has taken the last.
"use strict";

(function () {
  const EVERY_MS = 350;
  const LONGEST_PX = 640;
  const QUALITY = 0.7;
  const ANSWER_WITHIN_MS = 4000;
  const TRY_AGAIN_MS = 1000;
  const LATE_S = 1.5;
  const TELL_EVERY_MS = 10000;

  const part = document.getElementById("phone-camera");
  const button = document.getElementById("phone-start");
  const torch = document.getElementById("phone-torch");
  const video = document.getElementById("phone-video");
  const state = document.getElementById("phone-state");
  const canvas = document.createElement("canvas");

  let round = 0; // changes with each start and stop: what belongs to an older one ends
  let isStarting = false;
  let stream = null;
  let sender = "";
  let offsetS = 0;
  let heardUntilS = 0;
  let wakeLock = null;
  let ackWords = ""; // what was told of the last acknowledgements, and when
  let ackAt = -Infinity;

  part.hidden = false;
  document.getElementById("phone-no-script").hidden = true;

  const isOn = () => stream !== null && !isStarting;
  const boxNow = (ms) => (ms === undefined ? performance.now() : ms) / 1000 + offsetS;
  const pause = (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms)));
  const isHeardHere = () => document.querySelector("input[name=hear]:checked").value === "phone";

  function tell(words) {
    if (state.textContent === words) return;
    state.textContent = words;
    speak(words);
  }

  // What comes and goes with the pictures is told at most every few seconds.
  function tellOfPictures(words) {
    if (words === ackWords || performance.now() - ackAt < TELL_EVERY_MS) return;
    ackWords = words;
    ackAt = performance.now();
    tell(words);
  }

  function tellAtOnce(words) {
    ackWords = "";
    ackAt = -Infinity;
    tell(words);
  }

  function speak(words) {
    if (!isHeardHere() || !("speechSynthesis" in window)) return;
    if (speechSynthesis.pending) speechSynthesis.cancel(); // old words are dropped, never said late
    speechSynthesis.speak(new SpeechSynthesisUtterance(words));
  }

  async function post(path, body, headers) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
    try {
      return await fetch(part.dataset.url + path, {
        method: "POST",
        body: body,
        headers: { "X-CSRF-Token": part.dataset.csrf, "X-Sender": sender, ...headers },
        redirect: "manual",
        signal: stop.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  // How far the box's clock is from this phone's: from the quickest of a few answers.
  async function readClock() {
    let quickest = Infinity;
    for (let i = 0; i < 4; i += 1) {
      const sentAt = performance.now();
      const answer = await post("/now");
      const cameAt = performance.now();
      if (answer.ok && cameAt - sentAt < quickest) {
        quickest = cameAt - sentAt;
        offsetS = (await answer.json()).now - (sentAt + cameAt) / 2000;
        part.dataset.offsetS = String(offsetS);
      }
    }
  }

  // Waits for a picture that was not sent before; returns when it was taken. None comes while the page is hidden.
  function nextPicture() {
    if (!("requestVideoFrameCallback" in video)) return pause(0).then(() => performance.now());
    return new Promise((done) => {
      const timer = setTimeout(() => done(null), 2000);
      video.requestVideoFrameCallback((now, frame) => {
        clearTimeout(timer);
        done(frame.captureTime || now);
      });
    });
  }

  async function jpeg() {
    const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob.arrayBuffer();
  }

  async function digestOf(bytes) {
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return "sha-256=:" + btoa(String.fromCharCode(...new Uint8Array(digest))) + ":";
  }

  async function sendOne(takenAtMs) {
    const bytes = await jpeg();
    return post("/frame", bytes, {
      "Content-Type": "image/jpeg",
      "Content-Digest": await digestOf(bytes),
      "X-Taken-At": boxNow(takenAtMs).toFixed(3),
      "X-Heard-Until": String(heardUntilS),
    });
  }

  function hear(ack) {
    const isFirst = heardUntilS === 0;
    for (const one of ack.said) {
      heardUntilS = Math.max(heardUntilS, one.at_s);
      if (!isFirst) speak(one.text);
    }
    if (ack.troubles.length) tellOfPictures(ack.troubles[0]);
    else if (ack.age_s > LATE_S) tellOfPictures("The network is slow. Pictures come late.");
    else tellOfPictures("The camera is on. The box sees what this phone sees.");
  }

  async function send(mine) {
    while (mine === round) {
      const beganAt = performance.now();
      const takenAtMs = await nextPicture();
      if (mine !== round) return;
      if (takenAtMs === null) {
        tellAtOnce("This phone gives no picture. Keep this page in front.");
        continue;
      }
      try {
        const answer = await sendOne(takenAtMs);
        if (mine !== round) return;
        if (answer.status === 409) return stop("Another phone is the camera now.");
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return stop("This phone has to be let in again. Load this page anew.");
        if (answer.ok) hear(await answer.json());
        else tellOfPictures("The box did not take a picture. I keep trying.");
      } catch (error) {
        if (mine !== round) return;
        tellAtOnce("The box does not answer. I keep trying.");
        await pause(TRY_AGAIN_MS);
      }
      await pause(beganAt + EVERY_MS - performance.now());
    }
  }

  async function keepAwake() {
    try {
      if ("wakeLock" in navigator) wakeLock = await navigator.wakeLock.request("screen");
    } catch (error) {
      wakeLock = null; // the battery is low, or the page is hidden: it goes on all the same
    }
  }

  function offerTorch() {
    const track = stream.getVideoTracks()[0];
    const can = track.getCapabilities ? track.getCapabilities() : {};
    torch.hidden = !can.torch;
    torch.setAttribute("aria-pressed", "false");
  }

  async function switchTorch() {
    const isLit = torch.getAttribute("aria-pressed") !== "true";
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isLit }] });
    torch.setAttribute("aria-pressed", String(isLit));
  }

  function wordsFor(error) {
    if (error.name === "NotAllowedError") return "This page may not use the camera. Allow it in the settings of your browser, then start again.";
    if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "This phone has no camera that I can use.";
    if (error.name === "NotReadableError") return "Another app uses the camera. Close it, then start again.";
    return "The camera did not start. Load this page anew, then start again.";
  }

  async function start() {
    if (isStarting) return;
    if (!navigator.mediaDevices || !crypto.subtle) {
      tell("This browser gives no camera to this page. Open it with an address that begins with https.");
      return;
    }
    isStarting = true; // a button that is disabled would lose the focus
    tellAtOnce("Starting the camera.");
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: LONGEST_PX }, height: { ideal: 480 } },
      });
      video.srcObject = stream;
      await video.play();
      const answer = await post("/start");
      if (!answer.ok) throw new Error("not let in");
      sender = String((await answer.json()).sender);
      await readClock();
    } catch (error) {
      stop(wordsFor(error));
      return;
    } finally {
      isStarting = false;
    }
    round += 1;
    heardUntilS = 0;
    video.classList.add("is-on");
    button.textContent = "Stop the camera";
    offerTorch();
    keepAwake();
    stream.getVideoTracks()[0].addEventListener("ended", () => stop("The camera was taken away. Start it again."));
    send(round);
  }

  function stop(words) {
    round += 1;
    if (stream) stream.getTracks().forEach((track) => track.stop());
    if (sender) post("/stop").catch(() => {});
    if (wakeLock) wakeLock.release().catch(() => {});
    stream = wakeLock = null;
    sender = "";
    video.srcObject = null;
    video.classList.remove("is-on");
    torch.hidden = true;
    button.textContent = "Start the camera";
    tell(words);
  }

  button.addEventListener("click", () => (isOn() ? stop("The camera is off.") : start()));
  torch.addEventListener("click", () => switchTorch().catch(() => tell("The torch does not work now.")));
  window.addEventListener("pagehide", () => isOn() && stop("The camera is off."));
  document.addEventListener("visibilitychange", () => {
    if (!isOn() || document.hidden) return;
    keepAwake();
    readClock().catch(() => {});
  });
})();
