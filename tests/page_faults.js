// Looks at a loaded page and returns a sentence for each rule that it breaks. Only what is measured, nothing trusted.
() => {
  const faults = [];
  const TARGET = 56, APART = 8, TEXT = 20, TEXT_CONTRAST = 7, EDGE_CONTRAST = 3, SLACK = 0.6;

  const name = (element) =>
    `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}> "${element.textContent.trim().replace(/\s+/g, " ").slice(0, 30)}"`;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  const style = (element) => getComputedStyle(element);

  // 1. Targets are large, and apart from each other
  const focusable = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';
  const targets = [];
  for (const element of document.querySelectorAll(focusable)) {
    if (!isSeen(element)) continue;
    const place = element.closest("label") || element;
    const box = place.getBoundingClientRect();
    if (box.width < TARGET - SLACK || box.height < TARGET - SLACK) {
      faults.push(`target too small: ${name(place)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
    }
    if (box.bottom > 0) targets.push([place, box]);
  }
  targets.forEach(([one, a], at) => {
    for (const [other, b] of targets.slice(at + 1)) {
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      if (one !== other && Math.max(across, down) < APART - SLACK) {
        faults.push(`targets too close: ${name(one)} and ${name(other)}`);
      }
    }
  });

  // 2. Contrast of text and of edges, as computed
  const channels = (colour) => {
    const found = colour.match(/[\d.]+/g).map(Number);
    if (colour.startsWith("color(")) return [found[0] * 255, found[1] * 255, found[2] * 255, found[3] ?? 1];
    return [found[0], found[1], found[2], found[3] ?? 1];
  };
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const colour = channels(style(place).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return channels(style(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(0,0,0)" : "rgb(255,255,255)");
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(element) || !isSeen(element)) continue;
    seen.add(element);
    if (element.closest("script, style, :disabled, .for-ears")) continue;
    const ratio = contrast(channels(style(element).color), ground(element));
    if (ratio < TEXT_CONTRAST) faults.push(`text too faint: ${name(element)} has ${ratio.toFixed(1)} to 1`);
    const size = parseFloat(style(element).fontSize);
    if (size < TEXT) faults.push(`text too small: ${name(element)} has ${size} px`);
  }
  for (const element of document.querySelectorAll('button:not(:disabled), a.button, input:not([type="hidden"], [type="radio"], [type="checkbox"]), select, textarea, label.choice, summary')) {
    if (!isSeen(element)) continue;
    const around = ground(element.parentElement);
    const edge = contrast(channels(style(element).borderTopColor), around);
    const fill = contrast(ground(element), around);
    const width = parseFloat(style(element).borderTopWidth);
    if (Math.max(width >= 1 ? edge : 1, fill) < EDGE_CONTRAST) faults.push(`edge too faint: ${name(element)}`);
  }

  // 3. Nothing is wider than the page, nothing is cut off
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`wider than the page by ${wide} px`);
  for (const element of document.querySelectorAll("body *")) {
    if (!isSeen(element) || element.closest('.for-ears, svg, [type="file"]')) continue;
    const how = style(element);
    const cuts = ["hidden", "clip"].includes(how.overflowX) || ["hidden", "clip"].includes(how.overflowY);
    if (cuts && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) {
      faults.push(`cut off: ${name(element)}`);
    }
  }

  // 4. What must not be there, and what must
  const forbidden = {
    'input[type="range"]': "a slider",
    '[draggable="true"]': "something to drag",
    "[style]:not([style='']), [onclick], [onload], [onchange]": "style or script in the page",
    "script:not([src]), style": "style or script in the page",
    "[autoplay], marquee, blink": "something that moves by itself",
    "[accesskey]": "a key of its own",
    '[tabindex]:not([tabindex="0"], [tabindex="-1"])': "an order of its own for the keyboard",
    'meta[http-equiv="refresh"]': "a page that loads itself anew",
    "form:not([method=post])": "a form that does not post",
  };
  for (const [selector, what] of Object.entries(forbidden)) {
    for (const element of document.querySelectorAll(selector)) faults.push(`${what}: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("button, a[href], summary")) {
    if (!/\p{L}{2}/u.test(element.textContent)) faults.push(`no words on it: ${name(element)} ${element.outerHTML.slice(0, 60)}`);
  }
  for (const element of document.querySelectorAll('input:not([type="hidden"]), select, textarea')) {
    if (!element.labels.length || !element.labels[0].textContent.trim()) faults.push(`no label: ${element.outerHTML.slice(0, 60)}`);
  }
  for (const element of document.querySelectorAll('input[type="radio"]')) {
    if (!element.closest("fieldset")?.querySelector("legend")?.textContent.trim()) faults.push(`a radio without a legend: ${element.name}`);
  }
  for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
    for (const id of `${element.getAttribute("aria-describedby") || ""} ${element.getAttribute("aria-labelledby") || ""}`.trim().split(/\s+/)) {
      if (!document.getElementById(id)) faults.push(`described by nothing: ${id}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) faults.push(`an id that stands there twice: ${id}`);
  const counts = { h1: 1, main: 1, '[role="status"]': 1, title: 1, 'a.skip[href="#main"]': 1, footer: 1 };
  for (const [selector, wanted] of Object.entries(counts)) {
    const found = document.querySelectorAll(selector).length;
    if (found !== wanted) faults.push(`${found} of ${selector}, not ${wanted}`);
  }
  let depth = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]);
    if (level > depth + 1 && depth > 0) faults.push(`a heading too deep: ${name(heading)}`);
    depth = level;
  }
  if (!document.documentElement.lang) faults.push("no language");
  if (!/^.{3,} – Lookaloud$/.test(document.title)) faults.push(`no good title: ${document.title}`);
  for (const invalid of document.querySelectorAll('[aria-invalid="true"], .error')) {
    if (!document.title.startsWith("Error: ")) faults.push("an error that the title does not tell");
    if (!document.querySelector(".problems a[href]")) faults.push(`an error that is not on top of the page: ${name(invalid)}`);
  }

  // 5. Nothing moves
  for (const element of document.querySelectorAll("body, body *")) {
    for (const part of [null, "::before", "::after"]) {
      const how = getComputedStyle(element, part);
      const times = `${how.transitionDuration}, ${how.animationName === "none" ? "0s" : how.animationDuration}`;
      if (times.split(", ").some((time) => parseFloat(time) > 0)) faults.push(`it moves: ${name(element)}`);
    }
  }
  return [...new Set(faults)];
}
