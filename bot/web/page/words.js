// The page's words come from the server, in the language chosen; times are said by the browser in that language.

const CHINESE = /[\u3400-\u9fff]/;
const LATIN = /[A-Za-z0-9]/;

let words = {};
let locale = "zh-CN";
let home = "Asia/Shanghai";

export function setWords(hello) {
  words = hello.words;
  locale = hello.language === "zh" ? "zh-CN" : "en-GB";
  home = hello.zone;
  document.documentElement.lang = hello.language === "zh" ? "zh-Hans" : "en";
}

/** `t("watch", {name})`; in Chinese with the blanks that the server's own sentences have (i18n/spacing.py). */
export function t(name, values = {}) {
  const pieces = (words[name] ?? name).split(/(\{\w+\})/);
  const fill = (piece) => piece.replace(/^\{(\w+)\}$/, (whole, key) => values[key] ?? whole);
  if (!speaksChinese()) return pieces.map(fill).join("");
  return pieces.reduce((left, piece, place) => {
    const blank = [piece, pieces[place - 1] ?? ""].some((each) => each && !each.trim());
    return blank ? left + fill(piece) : joined(left, fill(piece));
  }, "");
}

/** A blank where a Chinese character meets a digit or Latin letter, none where two Chinese characters meet. */
function joined(left, right) {
  const one = left.replace(/ $/, "");
  const other = right.replace(/^ /, "");
  const blanks = left.length - one.length + right.length - other.length;
  const meets = (before, after) => before.test(one.slice(-1)) && after.test(other.slice(0, 1));
  if (meets(CHINESE, CHINESE)) return blanks === 1 ? one + other : left + right;
  if (!blanks && (meets(CHINESE, LATIN) || meets(LATIN, CHINESE))) return `${one} ${other}`;
  return left + right;
}

export function speaksChinese() {
  return locale === "zh-CN";
}

/** The language is a cookie, so that the server's own sentences follow it. */
export function chooseLanguage(code) {
  document.cookie = `kefu_language=${code}; path=/; max-age=31536000; samesite=lax`;
}

function format(at, zone, how) {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone: zone || home, ...how }).format(at);
  } catch {
    return new Intl.DateTimeFormat(locale, how).format(at);
  }
}

export function clockTime(at, zone) {
  return format(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** `2026-03-02`: which day it is there. */
export function dayOf(at, zone) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone || home }).format(at);
}

export function dayName(at, now, zone) {
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return t("today");
  if (day === dayOf(new Date(now - 86400000), zone)) return t("yesterday");
  const sameYear = day.slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return format(at, zone, { weekday: "short", day: "numeric", month: "long", year: sameYear ? undefined : "numeric" });
}

/** The year only when it is not this one. */
export function fullTime(at, zone) {
  const sameYear = dayOf(at, zone).slice(0, 4) === dayOf(new Date(), zone).slice(0, 4);
  const day = format(at, zone, { weekday: "short", day: "numeric", month: "short", year: sameYear ? undefined : "numeric" });
  return `${day} ${clockTime(at, zone)}`;
}

export function size(bytes) {
  if (bytes === null || bytes === undefined) return "";
  const steps = ["B", "KB", "MB", "GB"];
  let step = 0;
  while (bytes >= 1000 && step < steps.length - 1) [bytes, step] = [bytes / 1024, step + 1];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: bytes < 10 && step ? 1 : 0 }).format(bytes)} ${steps[step]}`;
}
