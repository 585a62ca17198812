// Small tools of the page: language, light or dark, signing out, and files dropped onto the chat.

import { hintButton } from "./demobar.js";
import { h, iconButton, openSheet } from "./dom.js";
import { state } from "./state.js";
import { chooseLanguage, speaksChinese, t } from "./words.js";

/** `line` shows whether we are connected; `begin` draws the page anew, in another language. */
export function toolbar(line, begin) {
  const leave = iconButton("leave", t("leave"), askToLeave, { "aria-haspopup": "dialog" });
  return h("div", { class: "tools" }, line, state.demo ? hintButton() : null, languageButton(begin), iconButton("theme", t("theme"), changeTheme), state.demo ? null : leave);
}

/** Signing out loses the way in: one is told how to come back before. */
function askToLeave() {
  const dialog = h("dialog", { class: "sheet ask", "aria-label": t("leave") });
  const stay = () => dialog.close();
  dialog.append(
    h("header", {}, h("div", {}, h("h1", {}, t("leave_ask")), h("p", {}, t("leave_back"))), iconButton("close", t("close"), stay)),
    h("form", { method: "post", action: "/leave", class: "row" }, h("button", { type: "submit", class: "key" }, t("leave")), h("button", { type: "button", class: "key strong", on: { click: stay } }, t("stay"))),
  );
  openSheet(dialog);
}

function languageButton(begin) {
  const [code, letters, name] = speaksChinese() ? ["en", "EN", "English"] : ["zh", "中", "中文"];
  const speak = () => {
    chooseLanguage(code);
    begin();
  };
  return h("button", { type: "button", class: "icon-button letters", lang: code, title: name, "aria-label": name, on: { click: speak } }, letters);
}

export function acceptDrops(panel, composer) {
  const dragging = (on) => panel.classList.toggle("dropping", on);
  panel.dataset.drop = t("drop");
  panel.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    dragging(true);
  });
  panel.addEventListener("dragleave", (event) => panel.contains(event.relatedTarget) || dragging(false));
  panel.addEventListener("drop", (event) => {
    dragging(false);
    composer.attach(event.dataTransfer.files, event);
  });
}

function changeTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("kefu.theme", root.dataset.theme);
  } catch {
    // holds until the page is loaded anew
  }
}
