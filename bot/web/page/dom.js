// Elements without markup: whatever people wrote only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M4 12 20 4l-5 16-3.5-6.500z M11.5 13.5 20 4",
  attach: "M20 11.5 12 19.500a5 5 0 0 1-7-7l8.5-8.500a3.3 3.3 0 0 1 4.7 4.700l-8.3 8.300a1.6 1.6 0 0 1-2.3-2.300l7.4-7.4",
  commands: "M9 20 15 4",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6 M16 4.400a3.5 3.5 0 0 1 0 6.2 M18 14.500c2.1.8 3.5 2.7 3.5 5.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5l3.5 2",
  theme: "M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.500z",
  hint: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M9.5 9.500a2.5 2.5 0 1 1 3.6 2.200c-.8.4-1.1.9-1.1 1.8 M12 16.800v.1",
  leave: "M10 4H5v16h5 M14 8l4 4-4 4 M18 12H9",
  close: "M6 6l12 12 M18 6 6 18",
  quote: "M10 8 5 12.5 10 17 M5.5 12.500H14a5 5 0 0 1 5 5V19",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  phone: "M6.5 3.500h3l1.5 4-2 1.500a12 12 0 0 0 6 6l1.5-2 4 1.500v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.700a2 2 0 0 1 2-2.200z",
  file: "M7 3h7l4 4v14H7z M14 3v4h4",
  save: "M12 4v11 M7.5 11 12 15.5 16.5 11 M5 20h14",
  check: "M5 12.5 10 17.5 19.5 7",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 8v4.500l2.5 1.5",
  warn: "M12 4 2.8 20h18.400z M12 10v4.5 M12 17.300v.1",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5 20 20",
};

/** `h("button", {class: "quiet", on: {click}}, "text", child)`; children that are null or false are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, does] of Object.entries(value)) element.addEventListener(event, does);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in PROPERTIES) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PROPERTIES = { textContent: 1, value: 1, disabled: 1, hidden: 1, checked: 1 };

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon: its label is read aloud and shown as a tip. */
export function iconButton(name, label, click, props = {}) {
  return h("button", { type: "button", "aria-label": label, title: label, on: { click }, ...props, class: `icon-button ${props.class ?? ""}` }, icon(name));
}

/** Opens a dialog over the page; Escape, its buttons and the browser's *back* close it, and never the desk. */
export function openSheet(dialog) {
  const back = () => dialog.close();
  const closed = () => {
    removeEventListener("popstate", back);
    dialog.remove();
    if (history.state?.sheet) history.back();
  };
  history.pushState({ sheet: true }, "");
  addEventListener("popstate", back, { once: true });
  dialog.addEventListener("close", closed, { once: true });
  document.body.append(dialog);
  dialog.showModal();
}

const LINK = /https?:\/\/[^\s<>"'，。；！？、）】》]+[^\s<>"'，。；！？、）】》.,;:!?)\]]/g;

/** The text's pieces, web addresses as links. */
export function linked(text) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    pieces.push(text.slice(end, found.index));
    pieces.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    end = found.index + found[0].length;
  }
  pieces.push(text.slice(end));
  return pieces.filter(Boolean);
}

const TONES = 8;

/** One or two letters of the name on a quiet colour of their own. */
export function avatar(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  const words = name.trim().split(/\s+/);
  const han = /\p{Script=Han}/u.test(name);
  const letters = han ? [...name].slice(-2).join("") : words.map((word) => [...word][0] ?? "").slice(0, 2).join("");
  return h("span", { class: `avatar tone-${sum % TONES}`, "aria-hidden": "true" }, letters.toUpperCase() || "·");
}

export function toast(text) {
  const place = document.getElementById("toast");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.classList.remove("shown"), 4000);
}
