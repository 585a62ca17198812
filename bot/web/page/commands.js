// The menu of commands above the typing box: opened by its button, or by a / at the start.

import { h, iconButton } from "./dom.js";
import { person } from "./state.js";
import { t } from "./words.js";

const TAKES_WORDS = new Set(["find", "kb", "invite"]); // these need something after them

export class Commands {
  /** `chosen(text, complete)`; `left()` when the menu is closed by a key: back to the typing box. */
  constructor(id, chosen, left) {
    this.id = id;
    this.chosen = chosen;
    this.left = left;
    this.menu = h("div", { class: "menu", role: "menu", hidden: true });
    this.button = iconButton("commands", t("commands"), () => this.open(), { "aria-haspopup": "menu", "aria-expanded": "false" });
  }

  /** By its button; with the keyboard the first command is at hand. */
  open() {
    this.show(this.menu.hidden ? "" : null);
    this.menu.firstChild?.focus();
  }

  /** Those that begin like this; null: none. */
  show(begun) {
    const commands = begun === null ? [] : person(this.id).commands.filter(([name]) => name.startsWith(begun));
    this.menu.replaceChildren(...commands.map(([name, help]) => this.item(name, help)));
    this.menu.hidden = !commands.length;
    this.button.setAttribute("aria-expanded", String(!this.menu.hidden));
  }

  /** A key pressed in the typing box; whether it was for the menu. */
  keyed(event) {
    if (this.menu.hidden || !["Escape", "ArrowUp", "ArrowDown"].includes(event.key)) return false;
    event.preventDefault();
    if (event.key === "Escape") this.show(null);
    else (event.key === "ArrowUp" ? this.menu.lastChild : this.menu.firstChild).focus();
    return true;
  }

  item(name, help) {
    const complete = !TAKES_WORDS.has(name);
    const choose = () => {
      this.show(null);
      this.chosen(complete ? `/${name}` : `/${name} `, complete);
    };
    return h("button", { type: "button", role: "menuitem", on: { click: choose, keydown: (event) => this.move(event) } }, h("b", {}, `/${name}`), h("span", { dir: "auto" }, help));
  }

  /** Arrows, Home and End go round; Escape goes back, and what was typed stays. */
  move(event) {
    const { previousSibling, nextSibling } = event.currentTarget;
    const { firstChild, lastChild } = this.menu;
    const target = { ArrowUp: previousSibling ?? lastChild, ArrowDown: nextSibling ?? firstChild, Home: firstChild, End: lastChild }[event.key];
    if (!target && event.key !== "Escape") return;
    event.preventDefault();
    if (target) return target.focus();
    this.show(null);
    this.left();
  }
}
