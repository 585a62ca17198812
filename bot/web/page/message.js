// One message as it is shown: words, files, buttons, and what became of it.

import { h, icon, iconButton, linked, toast } from "./dom.js";
import { fileList } from "./files.js";
import { discard, say, sayAgain } from "./line.js";
import { chat, person } from "./state.js";
import { clockTime, fullTime, t } from "./words.js";

const QUIET = /^t:\d+:[0-9a-f]+:[x<]$/; // stop and back
const RTL = /[\u0590-\u08FF\u200F\u202E\u2067]/;
const ALERT = 0;
const PRESS = 6000; // ms after which a press that changed nothing may be tried again

/** `live`: it can be answered here; otherwise it is only watched. */
export function messageNode(id, item, live) {
  const zone = person(id).zone;
  const kind = item.mine ? "mine" : item.priority === ALERT ? "desk alert" : "desk";
  const keys = item.mine ? null : buttons(id, item, live);
  const tight = item.text && !keys && !item.files?.length && !RTL.test(item.text);
  const bubble = h(
    "div",
    { class: tight ? "bubble tight" : "bubble" },
    h("span", { class: "unseen" }, t("says", { name: item.mine ? (live ? t("you") : person(id).name) : t("desk") })),
    quotedNode(id, item),
    item.title ? h("p", { class: "title", dir: "auto" }, item.title) : null,
    item.text ? h("p", { class: "text", dir: "auto" }, ...linked(item.text)) : null,
    item.files?.length ? fileList(item.files) : null,
    keys,
    h("div", { class: "meta" }, item.at ? h("time", { datetime: item.at, title: fullTime(new Date(item.at), zone) }, clockTime(new Date(item.at), zone)) : null, status(item)),
  );
  const reply = live && item.at ? iconButton("quote", t("quote"), () => quote(id, item), { class: "reply" }) : null;
  return h("article", { class: `message ${kind}${item.edited ? " changed" : ""}`, data: { id: item.id } }, bubble, reply, failure(id, item));
}

function status(item) {
  if (!item.mine) return null;
  const [name, label] = { sending: ["wait", t("sending")], failed: ["warn", t("not_sent")] }[item.status] ?? ["check", t("sent")];
  return h("span", { class: "status", role: "img", "aria-label": label, title: label }, icon(name));
}

function failure(id, item) {
  if (item.status !== "failed") return null;
  return h(
    "div",
    { class: "failure", role: "alert" },
    h("span", { dir: "auto" }, item.why || t("not_sent")),
    h("button", { type: "button", on: { click: () => sayAgain(id, item) } }, t("again")),
    h("button", { type: "button", on: { click: () => discard(id, item) } }, t("discard")),
  );
}

/** The first words of a message, for a quotation of it. */
export function excerpt(item) {
  const words = [item.title, item.text].filter(Boolean).join(" · ") || item.files?.map((file) => file.name || t("photo")).join(", ");
  return [...(words ?? "").replace(/\s+/g, " ")].slice(0, 140).join("");
}

function quotedNode(id, item) {
  const quoted = item.quoted ? chat(id).items.get(item.quoted) : null;
  if (!quoted) return null;
  const show = (event) => {
    const target = event.currentTarget.closest(".list").querySelector(`[data-id="${CSS.escape(quoted.id)}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.classList.add("found");
    setTimeout(() => target?.classList.remove("found"), 1600);
  };
  return h("button", { type: "button", class: "quoted", on: { click: show } }, h("span", { dir: "auto" }, excerpt(quoted)));
}

function quote(id, item) {
  chat(id).quote = item.id;
  document.dispatchEvent(new CustomEvent("kefu:quote", { detail: id }));
}

/** Buttons of a question that shares a phone number are there as long as it is the latest word of the desk. */
function buttons(id, item, live) {
  const open = !item.phone || chat(id).latestFromDesk?.id === item.id;
  if (!open || !(item.rows?.length || item.phone)) return null;
  const share = item.phone ? h("div", { class: "row" }, h("button", { type: "button", class: "key", disabled: !live, on: { click: (event) => askPhone(id, event.currentTarget.parentElement) } }, icon("phone"), h("span", { dir: "auto" }, plain(item.phone)))) : null;
  return h("div", { class: "keys" }, share, (item.rows ?? []).map((row) => h("div", { class: row.length > 3 ? "row many" : "row" }, row.map((each) => key(id, each, live)))));
}

/** Without the little telephone in the text: there is one already. */
function plain(label) {
  return label.replace(/^\p{Extended_Pictographic}\uFE0F?\s*/u, "");
}

function key(id, [label, data], live) {
  const press = (event) => {
    const keys = event.currentTarget.closest(".keys");
    if (event.currentTarget.getAttribute("aria-disabled")) return;
    event.currentTarget.setAttribute("aria-busy", "true");
    for (const button of keys.querySelectorAll("button")) button.setAttribute("aria-disabled", "true"); // it keeps the focus
    setTimeout(() => release(keys), PRESS);
    say(id, { button: data });
  };
  return h("button", { type: "button", class: QUIET.test(data) ? "key quiet" : "key", disabled: !live, on: { click: press } }, h("span", { dir: "auto" }, label));
}

/** Once the desk has answered, what it left standing may be pressed again. */
export function release(keys) {
  for (const button of keys.querySelectorAll("button")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
}

function askPhone(id, place) {
  const number = h("input", { type: "tel", autocomplete: "tel", inputmode: "tel", "aria-label": t("phone"), placeholder: t("phone_hint"), maxlength: "40", required: true });
  const back = [...place.childNodes];
  const submit = (event) => {
    event.preventDefault();
    if (!number.value.trim()) return toast(t("phone_hint"));
    say(id, { phone: number.value.trim() });
    return place.replaceChildren(...back);
  };
  const cancel = () => place.replaceChildren(...back);
  place.replaceChildren(
    h(
      "form",
      { class: "phone", on: { submit, keydown: (event) => event.key === "Escape" && cancel() } },
      number,
      h("button", { class: "key strong" }, t("phone_send")),
      iconButton("close", t("cancel"), cancel),
    ),
  );
  number.focus();
}
