// The page: asks who is here, draws the frame, and hands what comes in to whoever shows it.

import { Frame } from "./frame.js";
import { connect, open, unconfirmed } from "./line.js";
import { chat, emit, kept, on, person, seen, setNow, state, unread } from "./state.js";
import { h, toast } from "./dom.js";
import { ofRole } from "./people.js";
import { setWords, speaksChinese, t } from "./words.js";

const WATCHED = 3;
let frame = null;

async function begin() {
  const answer = await fetch("/hello");
  if (answer.status === 403) return location.reload();
  const hello = await answer.json();
  setWords(hello);
  Object.assign(state, { company: hello.company, demo: hello.demo, zone: hello.zone, limits: hello.limits });
  state.people = new Map(hello.people.map((who) => [who.chat, who]));
  setNow(hello.now);
  choosePeople();
  frame?.close();
  frame = new Frame({ become, watch, begin });
  for (const id of [state.me, ...state.watched]) if (!chat(id).loaded) open(id);
}

/** Who one was before the page was loaded anew; at first a customer, with those who work for her beside. */
function choosePeople() {
  const everybody = [...state.people.values()];
  const language = speaksChinese() ? "zh" : "en";
  const customer = everybody.find((who) => !who.roles.length && who.language === language) ?? everybody[0];
  const staff = ["specialist", "service_manager", "quality_supervisor"].map((role) => ofRole(everybody, role, language)?.chat);
  const there = (id) => state.people.has(id);
  if (!there(state.me)) state.me = [invited(), kept.get("me", 0), customer?.chat].find(there) ?? 0;
  if (!state.watched.length) state.watched = kept.get("watched", staff).filter((id) => there(id) && id !== state.me);
  for (const [id, unread] of kept.get("unread", [])) if (there(id)) chat(id).unread = unread;
}

/** Who came into the demo by an invite just now: 0 is nobody. A reload keeps who one is by then. */
function invited() {
  const id = Number(new URLSearchParams(location.search).get("as"));
  if (!state.people.has(id)) return 0;
  history.replaceState(null, "", "/");
  kept.set("me", id);
  return id;
}

/** From now on one speaks as this person; whom one was is watched in their place. */
function become(id) {
  if (id === state.me) return frame.main.composer.focus();
  const place = state.watched.indexOf(id);
  if (place >= 0) state.watched[place] = state.me;
  state.me = id;
  seen(id);
  changed();
}

function watch(id) {
  if (state.watched.includes(id)) state.watched = state.watched.filter((each) => each !== id);
  else state.watched = [id, ...state.watched].slice(0, WATCHED);
  changed();
}

function changed() {
  kept.set("me", state.me);
  kept.set("watched", state.watched);
  for (const id of [state.me, ...state.watched]) if (!chat(id).loaded) open(id);
  frame.arrange();
}

on("history", (id, items) => {
  const known = chat(id);
  for (const item of [...items, ...unconfirmed(id)]) {
    if (!item.menu && (item.at || !known.items.has(item.id))) known.put(item);
  }
  for (const item of known.items.values()) item.edited = false; // that was before
  known.loaded = true;
  emit("chat", id);
});

on("item", (id, item) => {
  const known = chat(id);
  if (item.menu) return refresh(); // who they are has changed, or how they are spoken to
  if (!item.mine) known.waiting = 0;
  const news = known.loaded ? known.put(item) : !item.mine && !item.edit;
  emit("chat", id, news);
  if (news && (id !== state.me || document.hidden)) unread(id);
});

on("refused", (_id, why) => toast(why));

/** Who is on duty, and what everybody may do, changes with time. */
async function refresh() {
  const answer = await fetch("/people").catch(() => null);
  if (!answer?.ok) return;
  for (const who of await answer.json()) Object.assign(person(who.chat), who);
  frame?.arrange();
}

on("clock", () => state.demo && refresh());

on("signed-out", () => {
  document.getElementById("app").replaceChildren(h("main", { class: "gone" }, h("p", {}, t("sign_in")), h("button", { type: "button", on: { click: () => location.reload() } }, t("reload"))));
});

document.addEventListener("visibilitychange", () => document.hidden || !state.me || seen(state.me));

begin().then(connect, () => toast(`${document.title}: … ⟳`));
