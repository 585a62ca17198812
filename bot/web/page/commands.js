// The menu of commands above the typing box: opened by its button, or by a / at the start.

import { h, iconButton } from "./dom.js";
import { person } from "./state.js";
import { t } from "./words.js";

const TAKES_WORDS = new Set(["find", "kb", "invite"]); // these need something after them

export class Commands {
  /** `chosen(text, complete)` */
  constructor(id, chosen) {
    this.id = id;
    this.chosen = chosen;
    this.menu = h("div", { class: "menu", role: "menu", hidden: true });
    this.button = iconButton("commands", t("commands"), () => this.show(this.menu.hidden ? "" : null), { "aria-haspopup": "menu", "aria-expanded": "false" });
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
    if (this.menu.hidden || !["Escape", "ArrowUp"].includes(event.key)) return false;
    event.preventDefault();
    if (event.key === "Escape") this.show(null);
    else this.menu.lastChild.focus();
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

  move(event) {
    const next = { ArrowUp: "previousSibling", ArrowDown: "nextSibling" }[event.key];
    if (!next && event.key !== "Escape") return;
    event.preventDefault();
    const target = next ? event.currentTarget[next] : null;
    if (target) target.focus();
    else this.chosen("", false);
    if (!next) this.show(null);
  }
}
