// Files on their way up: each is uploaded as soon as it is chosen, and sent along with the next message.

import { h, icon, iconButton, toast } from "./dom.js";
import { emit, state } from "./state.js";
import { size, t } from "./words.js";

export class Upload {
  constructor(chatId, file) {
    Object.assign(this, { chatId, file, status: "up", part: 0, stored: null, preview: "" });
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) this.preview = URL.createObjectURL(file);
    this.start();
  }

  get name() {
    return this.file.name || t("photo");
  }

  start() {
    this.status = "up";
    const form = new FormData();
    form.append("file", this.file, this.name);
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", `/files?chat=${this.chatId}`);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.progress(event.loaded / event.total));
    request.addEventListener("load", () => (request.status === 200 ? this.done(request.response) : this.failed(request.response?.error)));
    request.addEventListener("error", () => this.failed());
    request.send(form);
  }

  progress(part) {
    this.part = part;
    this.node?.style.setProperty("--part", part);
  }

  done(stored) {
    [this.status, this.stored] = ["ok", stored];
    emit("upload", this.chatId);
  }

  failed(why) {
    this.status = "failed";
    toast(why ?? t("upload_failed", { name: this.name }));
    emit("upload", this.chatId);
  }

  drop() {
    this.request.abort();
    URL.revokeObjectURL(this.preview);
  }

  show(remove) {
    const sign = this.preview ? h("img", { src: this.preview, alt: "" }) : icon("file");
    const about = this.status === "failed" ? t("not_sent") : size(this.file.size);
    const label = { up: t("uploading", { name: this.name }), failed: t("upload_failed", { name: this.name }), ok: this.name }[this.status];
    this.node = h(
      "li",
      { class: `upload ${this.status}`, "aria-label": label },
      h("span", { class: "sign" }, sign),
      h("span", { class: "about" }, h("span", { class: "name", dir: "auto" }, this.name), h("span", { class: "size" }, about)),
      this.status === "failed" ? iconButton("wait", t("again"), () => this.retry()) : null,
      iconButton("close", t("remove", { name: this.name }), remove),
    );
    this.node.style.setProperty("--part", this.part);
    return this.node;
  }

  retry() {
    this.start();
    emit("upload", this.chatId);
  }
}

/** Those that can be sent; what is too large, empty or too many is said kindly. */
export function acceptable(files, already) {
  const good = [];
  for (const file of files) {
    if (file.size > state.limits.bytes) toast(t("too_large", { name: file.name, n: state.limits.bytes >> 20 }));
    else if (!file.size) toast(t("empty_file", { name: file.name }));
    else if (already + good.length >= state.limits.files) toast(t("too_many", { n: state.limits.files }));
    else good.push(file);
  }
  return good;
}
