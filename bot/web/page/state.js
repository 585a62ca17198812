// What the page knows: who is here, what was said in each chat, what is unread. Whoever shows it listens for changes.

export const state = {
  company: "", // its name
  demo: false,
  zone: "",
  limits: { text: 4096, files: 10, bytes: 20971520 },
  people: new Map(), // chat → person
  chats: new Map(), // chat → Chat
  me: 0, // the chat one speaks in
  watched: [], // chats shown beside it, read-only
  clock: { at: 0, since: 0 }, // the desk's time, and when we heard it
  online: false,
};

const listeners = new Map();

export function on(event, does) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(does);
}

export function emit(event, ...about) {
  for (const does of listeners.get(event) ?? []) does(...about);
}

export class Chat {
  constructor(id) {
    this.id = id;
    this.items = new Map(); // id → item
    this.loaded = false;
    this.unread = 0;
    this.draft = kept.get(`draft.${id}`, "");
    this.quote = ""; // the message one is replying to
    this.uploads = [];
    this.waiting = 0; // since when the desk is answering; 0: it is not
  }

  /** What one has begun to write: it survives a reload. */
  begin(text) {
    this.draft = text;
    kept.set(`draft.${this.id}`, text);
  }

  /** In order of time; what is not confirmed yet comes last. */
  get sorted() {
    const time = (item) => item.at || "~";
    return [...this.items.values()].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  }

  /** A later wording takes the place of the earlier one, and its time. Whether it is news. */
  put(item) {
    const before = this.items.get(item.id);
    const at = before?.at && item.edit ? before.at : item.at;
    this.items.set(item.id, { ...item, at, edited: Boolean(before && item.edit) });
    return !before && !item.mine;
  }

  get latestFromDesk() {
    return this.sorted.filter((item) => !item.mine).at(-1);
  }
}

export function chat(id) {
  if (!state.chats.has(id)) state.chats.set(id, new Chat(id));
  return state.chats.get(id);
}

export function person(id) {
  return state.people.get(id) ?? { chat: id, name: "", role: "", customer: "", roles: [], commands: [], zone: "" };
}

export function now() {
  return new Date(state.clock.at + Date.now() - state.clock.since);
}

export function setNow(text) {
  const jumped = Math.abs(new Date(text) - now()) > 90000;
  state.clock = { at: new Date(text).getTime(), since: Date.now() };
  if (jumped) emit("clock");
}

/** Survives a reload of the page, in this window only. */
export const kept = {
  get(name, otherwise) {
    try {
      return JSON.parse(sessionStorage.getItem(`kefu.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(name, value) {
    try {
      sessionStorage.setItem(`kefu.${name}`, JSON.stringify(value));
    } catch {
      // a browser that keeps nothing forgets
    }
  },
};

/** One more that nobody has looked at yet. */
export function unread(id) {
  chat(id).unread += 1;
  keepUnread();
}

export function seen(id) {
  if (!chat(id).unread) return;
  chat(id).unread = 0;
  keepUnread();
}

function keepUnread() {
  kept.set("unread", [...state.chats.values()].filter((each) => each.unread).map((each) => [each.id, each.unread]));
  emit("unread");
}
