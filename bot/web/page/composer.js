// Where one writes: words, files, a quoted message, commands. What is begun stays with its chat.

import { Upload, acceptable } from "./attach.js";
import { Commands } from "./commands.js";
import { h, icon, iconButton, toast } from "./dom.js";
import { say } from "./line.js";
import { excerpt } from "./message.js";
import { chat, state } from "./state.js";
import { t } from "./words.js";

const TALLEST = 200; // pixels

export class Composer {
  constructor(id) {
    this.id = id;
    this.chat = chat(id);
    this.waits = false; // to be sent once the files are up
    this.words = h("textarea", { rows: "1", dir: "auto", "aria-label": t("write"), placeholder: t("write"), enterkeyhint: "send", autocomplete: "off", value: this.chat.draft });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true" });
    this.sendButton = iconButton("send", t("send"), () => {}, { type: "submit", class: "send" });
    this.over = h("span", { class: "over", role: "status" });
    this.extras = h("div", { class: "extras" });
    this.commands = new Commands(id, (text, send) => this.command(text, send), () => this.focus());
    this.node = h(
      "form",
      { class: "composer", on: { submit: (event) => this.submit(event) } },
      this.commands.menu,
      this.extras,
      h("div", { class: "box" }, this.picker, iconButton("attach", t("attach"), () => this.picker.click()), this.commands.button, this.words, this.over, this.sendButton),
    );
    this.listen();
    this.showExtras();
    queueMicrotask(() => this.grow());
  }

  listen() {
    this.words.addEventListener("input", () => this.typed());
    this.words.addEventListener("keydown", (event) => this.keyed(event));
    this.words.addEventListener("paste", (event) => this.attach(event.clipboardData.files, event));
    this.picker.addEventListener("change", () => {
      this.attach(this.picker.files);
      this.picker.value = "";
    });
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) this.commands.show(null);
    });
  }

  focus() {
    this.words.focus({ preventScroll: true });
  }

  typed() {
    this.chat.begin(this.words.value);
    this.grow();
    this.commands.show(/^\/(\w*)$/.exec(this.words.value)?.[1] ?? null);
  }

  grow() {
    this.words.style.height = "auto";
    this.words.style.height = `${Math.min(this.words.scrollHeight, TALLEST)}px`;
    const over = this.words.value.length - state.limits.text;
    this.over.textContent = over > 0 ? t("too_long", { n: over }) : "";
    this.sendButton.disabled = over > 0 || !(this.words.value.trim() || this.chat.uploads.length);
  }

  /** Enter sends, but not the one that ends a word of an input method. */
  keyed(event) {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      this.node.requestSubmit(this.sendButton.disabled ? undefined : this.sendButton);
    }
    if (this.commands.keyed(event)) return;
    if (event.key === "Escape" && this.chat.quote) this.quote("");
  }

  attach(files, event = null) {
    if (!files.length) return;
    event?.preventDefault();
    for (const file of acceptable(files, this.chat.uploads.length)) this.chat.uploads.push(new Upload(this.id, file));
    this.showExtras();
    this.focus();
  }

  /** A file is up, or has failed. */
  uploaded() {
    this.showExtras();
    if (this.waits && this.chat.uploads.every((upload) => upload.status === "ok")) this.node.requestSubmit();
  }

  submit(event) {
    event.preventDefault();
    const { uploads, quote } = this.chat;
    const text = this.words.value.trim();
    if (text.length > state.limits.text || !(text || uploads.length)) return;
    this.waits = uploads.some((upload) => upload.status !== "ok");
    if (this.waits) return toast(t("wait_upload"));
    say(this.id, { text, quoted: quote, files: uploads.map((upload) => upload.stored) });
    for (const upload of uploads) upload.drop();
    Object.assign(this.chat, { quote: "", uploads: [] });
    this.chat.begin("");
    this.words.value = "";
    this.commands.show(null);
    this.showExtras();
    this.focus();
  }

  /** A command that needs nothing more is sent at once. */
  command(text, send) {
    this.words.value = send ? "" : text;
    this.chat.begin(this.words.value);
    if (send) say(this.id, { text });
    this.grow();
    this.focus();
  }

  quote(message) {
    this.chat.quote = message;
    this.showExtras();
    this.focus();
  }

  showExtras() {
    const quoted = this.chat.items.get(this.chat.quote);
    const strip = quoted && h("div", { class: "replying" }, icon("quote"), h("span", { class: "excerpt", dir: "auto" }, excerpt(quoted)), iconButton("close", t("unquote"), () => this.quote("")));
    const uploads = this.chat.uploads.map((upload) => upload.show(() => this.remove(upload)));
    this.extras.replaceChildren(...[strip, uploads.length ? h("ul", { class: "uploads" }, uploads) : null].filter(Boolean));
    this.grow();
  }

  remove(upload) {
    upload.drop();
    this.chat.uploads = this.chat.uploads.filter((each) => each !== upload);
    this.showExtras();
    this.focus();
  }
}
