// The demo's own bar: the desk's clock, which can be moved forward, and what to try.

import { h, icon, iconButton, openSheet, toast } from "./dom.js";
import { say } from "./line.js";
import { now, on, person, setNow, state } from "./state.js";
import { fullTime, speaksChinese, t } from "./words.js";

const shown = h("time", { class: "now" });

function tick() {
  if (!state.demo) return;
  shown.textContent = fullTime(now(), state.zone);
  shown.dateTime = now().toISOString();
}

setInterval(tick, 1000);
on("clock", tick);

export function clockBar() {
  const steps = ["hour", "day", "month"].map((step) => h("button", { type: "button", class: "step", on: { click: () => forward(step, steps) } }, t(step)));
  tick();
  return h("div", { class: "clock", role: "group", "aria-label": t("clock") }, icon("clock"), shown, h("span", { class: "steps" }, steps));
}

async function forward(step, buttons) {
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch("/clock", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ forward: step }) });
    const { now: moved, error } = await answer.json();
    if (moved) setNow(moved);
    toast(moved ? t("moved", { time: fullTime(now(), state.zone) }) : error);
  } catch {
    toast(t("broken"));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

const SCREENSHOT = "say_picture";

/** A picture of an error, as a customer would send it. */
async function sayPicture(id) {
  const name = `screenshot.${speaksChinese() ? "zh" : "en"}.jpg`;
  try {
    const form = new FormData();
    form.append("file", await (await fetch(`/page/${name}`)).blob(), name);
    const answer = await fetch(`/files?chat=${id}`, { method: "POST", body: form });
    const stored = await answer.json();
    if (answer.ok) say(id, { text: "", files: [stored] });
    else toast(stored.error);
  } catch {
    toast(t("broken"));
  }
}

const HINTS = ["try_customer", "try_staff", "try_clock", "try_watch"];

/** The short "what to try", with sentences that can be said with one press. */
function hints(id) {
  const examples = person(id).roles.length ? ["/mine", "/duty", "/help"] : ["say_problem", "say_clumsy", "say_code", SCREENSHOT, "say_burst", "say_hours", "say_down", "say_human", "say_complain"].map((name) => t(name));
  const chips = examples.map((text) => h("button", { type: "button", class: "example", dir: "auto", on: { click: () => (text === t(SCREENSHOT) ? sayPicture(id) : text.split(" / ").forEach((part) => say(id, { text: part }))) } }, text)); // a burst is several messages
  return [h("ul", { class: "hints" }, HINTS.map((name) => h("li", {}, t(name)))), h("p", { class: "examples-title" }, t("try_words")), h("div", { class: "examples" }, chips)];
}

export function hintButton() {
  return iconButton("hint", t("try"), () => {
    const dialog = h("dialog", { class: "sheet hint", "aria-label": t("try") });
    const close = () => dialog.close();
    dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest(".example")) && close());
    dialog.append(h("header", {}, h("h1", {}, t("try_title")), iconButton("close", t("close"), close)), ...hints(state.me));
    openSheet(dialog);
  });
}

/** What stands in a chat in which nothing has been said yet. */
export function emptyChat(id, live) {
  const who = person(id);
  const words = who.roles.length ? t("empty_staff", { name: who.name }) : t("empty_customer", { name: who.name });
  return h("div", { class: "empty" }, h("img", { src: "/page/icon.svg", alt: "", width: "44", height: "44" }), h("p", { class: "lead", dir: "auto" }, words), ...(live && state.demo ? hints(id) : []));
}
