// Everybody of the demo company: choose who you are, and whom to watch. A list at the side, or a sheet on a phone.

import { h, icon, iconButton, openSheet } from "./dom.js";
import { whoIs } from "./column.js";
import { chat, person, state } from "./state.js";
import { speaksChinese, t } from "./words.js";

/** The list; `choose(id)` becomes that person, `watch(id)` shows or hides their chat at the side. */
export class People {
  constructor({ choose, watch }) {
    Object.assign(this, { choose, watch });
    this.search = h("input", { type: "search", "aria-label": t("search"), placeholder: t("find"), autocomplete: "off", on: { input: () => this.show() } });
    this.list = h("div", { class: "groups" });
    this.node = h("nav", { class: "people", "aria-label": t("people") }, h("label", { class: "search" }, icon("search"), this.search), this.list);
    this.show();
  }

  show() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = [...state.people.values()].filter((who) => [who.name, who.role, who.customer, who.region].join(" ").toLowerCase().includes(wanted));
    const cast = wanted ? [] : this.cast(found);
    const others = found.filter((who) => !cast.includes(who));
    const groups = [
      [t("cast"), cast],
      [t("customers"), others.filter((who) => !who.roles.length)],
      [t("staff"), others.filter((who) => who.roles.length)],
    ];
    const nodes = groups.filter(([, members]) => members.length).map(([name, members]) => h("section", {}, h("h2", {}, name), h("ul", {}, members.map((who) => this.row(who)))));
    const scrolled = this.list.scrollTop;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.list.replaceChildren(...(nodes.length ? nodes : [h("p", { class: "nobody" }, t("nobody"))]));
    this.list.scrollTop = scrolled;
    if (focused) this.list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  /** Those with whom one sees the most: a customer, who is on duty, an engineer, the managers. */
  cast(everybody) {
    const language = speaksChinese() ? "zh" : "en";
    const customer = everybody.find((who) => !who.roles.length && who.language === language);
    const first = (role) => ofRole(everybody, role, language);
    return [customer, ...["specialist", "engineer", "service_manager", "quality_supervisor"].map(first)].filter(Boolean);
  }

  row(who) {
    const mine = who.chat === state.me;
    const watched = state.watched.includes(who.chat);
    return h(
      "li",
      { class: mine ? "mine" : watched ? "watched" : "" },
      h("button", { type: "button", class: "person", "aria-current": mine ? "true" : null, data: { key: `p${who.chat}` }, on: { click: () => this.choose(who.chat) } }, whoIs(who, badge(who.chat))),
      mine ? null : iconButton("eye", t(watched ? "unwatch" : "watch", { name: who.name }), () => this.watch(who.chat), { class: "eye", "aria-pressed": String(watched), data: { key: `e${who.chat}` } }),
    );
  }
}

/** Somebody of this role, if there is one who speaks this language; a specialist who is on duty. */
export function ofRole(everybody, role, language) {
  const found = everybody.filter((who) => who.roles.includes(role) && (who.duty || role !== "specialist"));
  return found.find((who) => who.language === language) ?? found[0];
}

/** How much is unread there. */
export function badge(id) {
  const { unread } = chat(id);
  if (!unread) return null;
  return h("span", { class: "badge", "aria-label": t("unread", { n: unread }) }, unread > 99 ? "99+" : String(unread));
}

export function unreadElsewhere() {
  return [...state.people.keys()].reduce((sum, id) => sum + (id === state.me ? 0 : chat(id).unread), 0);
}

/** The list as a sheet over the page. */
export function peopleSheet(people) {
  const dialog = h("dialog", { class: "sheet", "aria-label": t("switch") });
  const close = () => dialog.close();
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.append(h("header", {}, h("div", {}, h("h1", {}, t("switch")), h("p", {}, t("people_hint"))), iconButton("close", t("close"), close)), people.node);
  openSheet(dialog);
  return close;
}
