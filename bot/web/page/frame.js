// The frame of the page: bar, people, the chat one speaks in, and the chats one watches. As many as there is room for.

import { Column, roleOf, whoIs } from "./column.js";
import { Composer } from "./composer.js";
import { clockBar, emptyChat } from "./demobar.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { People, badge, peopleSheet, unreadElsewhere } from "./people.js";
import { chat, on, person, seen, state } from "./state.js";
import { acceptDrops, toolbar } from "./tools.js";
import { t } from "./words.js";

const ROOM = [[1560, 3], [1200, 2], [860, 1], [0, 0]]; // from this width on, so many chats beside one's own
const room = () => ROOM.find(([width]) => innerWidth >= width)[1];

export class Frame {
  constructor(does) {
    this.does = does;
    this.columns = new Map(); // chat → Column, those that are watched
    this.main = null;
    this.bar = h("header", { class: "bar" }, h("div", { class: "brand" }, h("img", { src: "/page/icon.svg", alt: "", width: "30", height: "30" }), h("b", { dir: "auto" }, state.company || "Kefu"), state.company ? null : h("span", {}, "客服")));
    this.notice = h("p", { class: "notice", role: "status", hidden: true });
    this.watched = h("div", { class: "watched", "aria-label": t("people") });
    this.place = h("main", { class: "main" });
    this.build();
    live.frame = this;
    this.arrange();
  }

  build() {
    const { become, watch, begin } = this.does;
    this.line = h("span", { class: "line", role: "img" });
    this.bar.append(...(state.demo ? [this.switcher(), clockBar()] : []), toolbar(this.line, begin));
    this.people = state.demo ? new People({ choose: (id) => (this.closeSheet?.(), become(id)), watch }) : null;
    this.side = h("aside", { class: "side" }, this.people?.node);
    const app = document.getElementById("app");
    app.className = state.demo ? "demo" : "single";
    app.removeAttribute("aria-busy");
    app.replaceChildren(this.bar, ...(state.demo ? [this.side] : []), this.place, this.watched);
    this.online();
  }

  /** On narrow screens: who one is, and the way to the others. */
  switcher() {
    const show = () => {
      const close = peopleSheet(this.people);
      this.closeSheet = () => (close(), this.side.append(this.people.node), (this.closeSheet = null));
      this.people.node.closest("dialog").addEventListener("close", () => this.side.append(this.people.node));
    };
    this.who = h("button", { type: "button", class: "switcher", "aria-haspopup": "dialog", on: { click: show } });
    return this.who;
  }

  /** Puts everybody where they belong now. */
  arrange() {
    this.room = room();
    const beside = state.demo ? state.watched.slice(0, this.room) : [];
    for (const [id, column] of this.columns) if (!beside.includes(id)) column.close(), this.columns.delete(id);
    if (this.main?.id !== state.me) this.speakAs(state.me);
    this.watched.replaceChildren(...beside.map((id) => this.watch(id)));
    this.watched.hidden = !beside.length;
    document.getElementById("app").dataset.beside = beside.length;
    this.heading();
    this.unread();
  }

  speakAs(id) {
    this.main?.close();
    this.main = new Column(id, { live: true, empty: () => emptyChat(id, true) });
    this.main.composer = new Composer(id);
    this.head = h("header", { class: "head" });
    const panel = h("section", { class: "panel", "aria-label": t("chat", { name: person(id).name }) }, this.head, this.main.node, this.notice, this.main.composer.node);
    acceptDrops(panel, this.main.composer);
    this.place.replaceChildren(panel);
    this.main.show();
    if (matchMedia("(pointer: fine)").matches) this.main.composer.focus();
  }

  heading() {
    const who = person(state.me);
    this.head.replaceChildren(...(state.demo ? [...whoIs(who), h("span", { class: "you" }, t("you"))] : [h("img", { src: "/page/icon.svg", alt: "", width: "34", height: "34" }), h("span", { class: "who" }, h("span", { class: "name" }, t("desk")), h("span", { class: "role", dir: "auto" }, who.name))]));
  }

  watch(id) {
    const column = this.columns.get(id) ?? new Column(id, { live: false, empty: () => emptyChat(id, false) });
    this.columns.set(id, column);
    const who = person(id);
    const become = () => this.does.become(id);
    column.head = h("header", { class: "head" });
    const panel = h("section", { class: "panel beside", "aria-label": t("watching", { name: who.name }) }, column.head, column.node, h("button", { type: "button", class: "become", on: { click: become } }, t("become", { name: who.name })));
    panel.addEventListener("pointerenter", () => seen(id));
    panel.addEventListener("focusin", () => seen(id));
    column.become = become;
    queueMicrotask(() => column.show());
    return panel;
  }

  unread() {
    this.people?.show();
    for (const [id, column] of this.columns) {
      const who = person(id);
      column.head.replaceChildren(h("button", { type: "button", class: "person", title: t("become", { name: who.name }), on: { click: column.become } }, whoIs(who, badge(id))), iconButton("close", t("unwatch", { name: who.name }), () => this.does.watch(id)));
    }
    const elsewhere = unreadElsewhere();
    const news = elsewhere + chat(state.me).unread;
    document.title = [news ? `(${news})` : "", state.demo ? `${person(state.me).name} ·` : "", state.company || "Kefu 客服"].filter(Boolean).join(" ");
    this.who?.replaceChildren(avatar(person(state.me).name), h("span", { class: "who" }, h("span", { class: "name", dir: "auto" }, person(state.me).name), h("span", { class: "role", dir: "auto" }, roleOf(person(state.me)))), icon("down"), elsewhere ? h("span", { class: "badge", "aria-label": t("unread", { n: elsewhere }) }, elsewhere > 99 ? "99+" : String(elsewhere)) : "");
    this.who?.setAttribute("aria-label", t("switch"));
  }

  chat(id, news) {
    const column = id === this.main?.id ? this.main : this.columns.get(id);
    column?.show();
    if (news) column?.news();
  }

  online() {
    clearTimeout(this.offline);
    this.line.classList.toggle("off", !state.online);
    this.line.title = t(state.online ? "online" : "connecting");
    this.line.setAttribute("aria-label", this.line.title);
    this.notice.hidden = true;
    this.notice.textContent = t("offline");
    if (!state.online) this.offline = setTimeout(() => (this.notice.hidden = state.online), 1200);
  }

  close() {
    this.main?.close();
    for (const column of this.columns.values()) column.close();
  }
}

const live = { frame: null };
on("chat", (id, news) => live.frame?.chat(id, news));
on("unread", () => live.frame?.unread());
on("online", () => live.frame?.online());
on("upload", (id) => id === live.frame?.main.id && live.frame.main.composer.uploaded());
addEventListener("resize", () => live.frame && live.frame.room !== room() && live.frame.arrange());
document.addEventListener("kefu:quote", (event) => live.frame?.main.id === event.detail && live.frame.main.composer.quote(chat(event.detail).quote));
