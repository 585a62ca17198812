// The live line to the server. It comes back by itself, and what was not confirmed is sent again under the same key.

import { chat, emit, kept, setNow, state } from "./state.js";

const SILENCE = 50000; // ms without a word after which the line counts as dead
const SIGN_IN = 4401;
const ANSWER = 8000; // ms for which we show that the desk is answering

let socket = null;
let tries = 0;
let watchdog = 0;
let retry = 0;
let pending = kept.get("pending", []); // frames that the server has not confirmed

export function connect() {
  clearTimeout(retry);
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/chat`);
  socket = mine;
  mine.addEventListener("open", opened);
  mine.addEventListener("message", (event) => mine === socket && heard(JSON.parse(event.data)));
  mine.addEventListener("close", (event) => mine === socket && closed(event.code));
}

function opened() {
  tries = 0;
  alive();
  state.online = true;
  emit("online");
  for (const [id, known] of state.chats) if (known.loaded || id === state.me || state.watched.includes(id)) open(id);
  for (const frame of pending) transmit(frame);
}

function closed(code) {
  clearTimeout(watchdog);
  socket = null;
  state.online = false;
  if (code === SIGN_IN) return emit("signed-out");
  emit("online");
  const wait = Math.min(30000, 500 * 2 ** tries++) * (0.7 + 0.6 * Math.random());
  retry = setTimeout(connect, wait);
}

function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    const dead = socket;
    dead?.close();
    if (dead === socket) closed(0); // a dead line may take minutes to say so itself
  }, SILENCE);
}

function transmit(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

/** Asks for what was said there. */
export function open(id) {
  transmit({ type: "open", chat: id });
}

/** `what`: text, files (as the server described them), button, phone, quoted. */
export function say(id, what) {
  const key = newKey();
  const files = what.files ?? [];
  const frame = { type: "say", chat: id, key, ...what, files: files.map((file) => file.id) };
  if (!what.button) {
    const text = what.text || what.phone || "";
    chat(id).items.set(key, { id: key, mine: true, at: "", text, files, quoted: what.quoted ?? "", status: "sending", frame });
    emit("chat", id);
  } else {
    chat(id).waiting = Date.now();
  }
  deliver(frame);
}

function deliver(frame) {
  pending.push(frame);
  kept.set("pending", pending);
  transmit(frame);
}

export function sayAgain(id, item) {
  chat(id).items.set(item.id, { ...item, status: "sending", why: "" });
  emit("chat", id);
  deliver(item.frame);
}

export function discard(id, item) {
  chat(id).items.delete(item.id);
  emit("chat", id);
}

function heard(frame) {
  alive();
  if (frame.now) setNow(frame.now);
  if (frame.type === "history") emit("history", frame.chat, frame.items);
  if (frame.type === "item") emit("item", frame.chat, frame.item);
  if (frame.type === "kept" || frame.type === "refused") settled(frame);
}

function settled(frame) {
  const sent = pending.find((each) => each.key === frame.key);
  pending = pending.filter((each) => each !== sent);
  kept.set("pending", pending);
  const known = chat(frame.chat);
  const item = known.items.get(frame.key);
  if (frame.type === "refused") {
    if (item) known.items.set(item.id, { ...item, status: "failed", why: frame.why });
    else emit("refused", frame.chat, frame.why);
  } else {
    if (item) known.items.set(item.id, { ...item, at: frame.at, status: "" });
    known.waiting = Date.now();
    setTimeout(() => emit("chat", frame.chat), ANSWER + 100);
  }
  emit("chat", frame.chat);
}

export function isAnswering(known) {
  return known.waiting > 0 && Date.now() - known.waiting < ANSWER;
}

/** Messages of this chat that are still on their way, for a page that was loaded anew. */
export function unconfirmed(id) {
  return pending
    .filter((frame) => frame.chat === id && !frame.button)
    .map((frame) => ({ id: frame.key, mine: true, at: "", text: frame.text || frame.phone || "", files: [], quoted: frame.quoted ?? "", status: "sending", frame }));
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("online", connect);
document.addEventListener("visibilitychange", () => document.hidden || socket || connect());
