// One person's chat: the list of messages with its days, kept at the newest unless one is reading further up.

import { avatar, h, icon } from "./dom.js";
import { isAnswering } from "./line.js";
import { messageNode, release } from "./message.js";
import { chat, now, person } from "./state.js";
import { dayName, dayOf, t } from "./words.js";

const NEAR = 90; // pixels from the end that count as being there

export class Column {
  /** `live`: one speaks here; its new messages are read aloud. `empty` makes what is shown before anything was said. */
  constructor(id, { live, empty = () => null }) {
    this.id = id;
    this.live = live;
    this.empty = empty;
    this.list = h("div", { class: "list", role: live ? "log" : "group", "aria-live": live ? "polite" : "off", "aria-label": t("messages"), tabindex: "0" });
    this.scroller = h("div", { class: "scroller" }, this.list);
    this.pill = h("button", { type: "button", class: "pill", hidden: true, "aria-label": t("newest"), on: { click: () => this.toEnd(true) } }, h("span", { class: "count" }), icon("down"));
    this.below = 0;
    this.pinned = true;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.resized = new ResizeObserver(() => this.pinned && this.toEnd());
    this.resized.observe(this.list);
    this.resized.observe(this.scroller);
    this.node = h("div", { class: "talk" }, this.scroller, this.pill);
  }

  close() {
    this.resized.disconnect();
    this.node.remove();
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.pinned) this.below = 0;
    this.showPill();
  }

  toEnd(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  showPill() {
    this.pill.hidden = this.pinned;
    this.pill.firstChild.textContent = this.below ? t("new") : "";
    this.pill.classList.toggle("news", this.below > 0);
  }

  /** A message has come in that was not there before. */
  news() {
    if (!this.pinned) this.below += 1;
    this.showPill();
  }

  /** Puts the list in order, touching only what has changed. */
  show() {
    const known = chat(this.id);
    this.list.setAttribute("aria-busy", String(!known.loaded));
    const wanted = this.entries(known);
    const focused = this.list.contains(document.activeElement);
    const message = document.activeElement?.closest(".message")?.dataset.id;
    this.put(wanted);
    for (const keys of this.list.querySelectorAll(".keys:has([aria-busy])")) if (!isAnswering(known)) release(keys);
    if (focused && !this.list.contains(document.activeElement)) this.refocus(message);
    if (this.pinned) this.toEnd();
  }

  /** What had the focus was drawn anew: on with its first button, else with the newest that has one. */
  refocus(message) {
    const same = this.list.querySelector(`[data-id="${CSS.escape(message ?? "")}"] .key`);
    const newest = [...this.list.querySelectorAll(".message")].at(-1)?.querySelector(".key");
    (same ?? newest ?? this.list).focus({ preventScroll: true });
  }

  put(wanted) {
    const versions = new Map(wanted.map(({ key, version }) => [key, version]));
    const there = new Map();
    for (const node of [...this.list.children]) {
      if (versions.get(node.key) === node.version) there.set(node.key, node);
      else node.remove();
    }
    let place = this.list.firstChild;
    for (const { key, version, make } of wanted) {
      const node = there.get(key) ?? Object.assign(make(), { key, version });
      if (node === place) place = place.nextSibling;
      else this.list.insertBefore(node, place);
    }
  }

  entries(known) {
    const { zone } = person(this.id);
    const entries = [];
    let day = "";
    const latest = known.latestFromDesk?.id;
    for (const item of known.sorted) {
      const at = item.at ? new Date(item.at) : now();
      const its = dayOf(at, zone);
      if (its !== day) entries.push({ key: `day ${its}`, version: dayName(at, now(), zone), make: () => h("p", { class: "day" }, dayName(at, now(), zone)) });
      day = its;
      const asks = item.phone ? item.id === latest : "";
      entries.push({ key: item.id, version: `${JSON.stringify(item)}${asks}${this.live}`, make: () => messageNode(this.id, item, this.live) });
    }
    const empty = known.loaded && !entries.length ? this.empty() : null;
    if (empty) entries.push({ key: "empty", version: "", make: () => empty });
    if (isAnswering(known)) entries.push({ key: "typing", version: "", make: typing });
    return entries;
  }
}

function typing() {
  return h("div", { class: "typing", role: "img", "aria-label": t("typing") }, h("i"), h("i"), h("i"));
}

/** Who somebody is, in two lines. */
export function whoIs(who, badge = null) {
  return [
    h("span", { class: "face" }, avatar(who.name), who.duty ? h("span", { class: "duty", title: t("on_duty") }) : null),
    h("span", { class: "who" }, h("span", { class: "name", dir: "auto" }, who.name), h("span", { class: "role", dir: "auto" }, roleOf(who))),
    badge,
  ].filter(Boolean);
}

export function roleOf(who) {
  const parts = who.roles.length ? [who.role, who.region] : [who.customer || who.role];
  if (who.duty) parts.splice(1, 0, t("on_duty"));
  return parts.filter(Boolean).join(" · ");
}
