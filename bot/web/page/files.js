// Files in messages: pictures, players, and chips for all else.

import { h, icon, iconButton, openSheet } from "./dom.js";
import { size, t } from "./words.js";

const PLAYED = { voice: "audio", audio: "audio", video: "video", video_note: "video" };

export function fileList(files) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return h(
    "div",
    { class: "files" },
    pictures.length ? h("div", { class: pictures.length > 1 ? "pictures many" : "pictures" }, pictures.map(picture)) : null,
    others.map((file) => player(file) ?? chip(file)),
  );
}

function isPicture(file) {
  return file.kind === "photo" || /^image\/(png|jpeg|gif|webp)$/.test(file.mime);
}

const address = (file) => `/files/${file.id}`;
const nameOf = (file) => file.name || t(file.kind === "photo" ? "photo" : "file");

function picture(file) {
  const image = h("img", { src: address(file), alt: nameOf(file), loading: "lazy", decoding: "async" });
  const button = h("button", { type: "button", class: "picture", "aria-label": t("open_photo", { name: nameOf(file) }), on: { click: () => look(file) } }, image);
  image.addEventListener("error", () => button.replaceWith(chip(file, t("missing"))));
  return button;
}

function player(file) {
  const tag = PLAYED[file.kind] ?? /^(audio|video)\//.exec(file.mime)?.[1];
  if (!tag) return null;
  const media = h(tag, { src: address(file), controls: true, preload: "metadata", "aria-label": nameOf(file) });
  media.addEventListener("error", () => media.replaceWith(chip(file, t("missing"))));
  return media;
}

function chip(file, note = "") {
  return h(
    "a",
    { class: "chip", href: address(file), download: nameOf(file), "aria-label": t("save", { name: nameOf(file) }) },
    h("span", { class: "sheet" }, icon("file"), h("b", {}, ending(file.name))),
    h("span", { class: "about" }, h("span", { class: "name", dir: "auto" }, nameOf(file)), h("span", { class: "size" }, note || size(file.size))),
    icon("save"),
  );
}

function ending(name) {
  const found = /\.([A-Za-z0-9]{1,4})$/.exec(name ?? "");
  return found ? found[1].toUpperCase() : "";
}

/** A picture in full, over everything; a click or Escape closes it. */
function look(file) {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": nameOf(file), on: { click: close } },
    h("img", { src: address(file), alt: nameOf(file) }),
    h("div", { class: "tools", on: { click: (event) => event.stopPropagation() } }, h("a", { class: "icon-button", href: address(file), download: nameOf(file), "aria-label": t("save", { name: nameOf(file) }) }, icon("save")), iconButton("close", t("close"), close)),
  );
  openSheet(dialog);
}
