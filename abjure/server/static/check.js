// Counts a day of the log again and checks a proof, on the reader's own machine, from the log's static files alone: spec/log.md,
// spec/counting.md, spec/proof.md. Nothing is sent. Whatever does not hold is thrown as a Fault that says where.
"use strict";

(() => {
class Fault extends Error {}
const refuse = (place) => { throw new Fault(place); };

// SHA-256 of our own: thousands of hashes in one go, which the browser's own, one promise each, would take minutes for.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
(function constants() {
  const part = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  for (let number = 2, found = 0; found < 64; number++) {
    let prime = true;
    for (let by = 2; by * by <= number; by++) if (number % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = part(Math.sqrt(number));
    K[found++] = part(Math.cbrt(number));
  }
})();
const W = new Uint32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function sha256(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const padded = new Uint8Array((length + 72) & ~63);
  let at = 0;
  for (const part of parts) { padded.set(part, at); at += part.length; }
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, length << 3);
  const state = START.slice();
  for (let block = 0; block < padded.length; block += 64) compress(state, view, block);
  const digest = new Uint8Array(32);
  state.forEach((word, index) => new DataView(digest.buffer).setUint32(4 * index, word));
  return digest;
}

function compress(state, view, block) {
  for (let i = 0; i < 16; i++) W[i] = view.getUint32(block + 4 * i);
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] += word; });
}

function hmac(key, ...parts) {
  const padded = new Uint8Array(64);
  padded.set(key);
  return sha256(padded.map((byte) => byte ^ 0x5c), sha256(padded.map((byte) => byte ^ 0x36), ...parts));
}

// Bytes and texts

const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const same = (one, two) => one.length === two.length && one.every((byte, index) => byte === two[index]);
const join = (parts) => { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };

function base64(spelled, place) {
  try {
    const letters = atob(spelled);
    if (btoa(letters) === spelled) return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  } catch { /* refused below */ }
  return refuse(place);
}

const base64url = (spelled, place) => (typeof spelled === "string" && /^[A-Za-z0-9_-]{43}$/.test(spelled)
  ? base64(`${spelled.replaceAll("-", "+").replaceAll("_", "/")}=`, place) : refuse(place));
const spell = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Canonical JSON: what is read must be what would be written.
const escaped = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") return `{${Object.keys(value).sort().map((key) => `${escaped(key)}:${canonical(value[key])}`).join(",")}}`;
  return escaped(value);
}

const read = (spelled, place) => {
  try {
    const value = JSON.parse(spelled);
    if (canonical(value) === spelled) return value;
  } catch { /* refused below */ }
  return refuse(place);
};

// The tree

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const node = (left, right) => sha256(Uint8Array.of(1), left, right);
const half = (count) => { let power = 1; while (power * 2 < count) power *= 2; return power; };
const rootOf = (hashes) => (hashes.length === 1 ? hashes[0] : node(rootOf(hashes.slice(0, half(hashes.length))), rootOf(hashes.slice(half(hashes.length)))));

function rootFrom(index, size, leaf, proof, place) {
  const sides = [];
  if (!(index >= 0 && index < size)) refuse(place);
  for (let at = index, count = size; count > 1;) {
    const middle = half(count), right = at >= middle;
    sides.push(right);
    at -= right ? middle : 0;
    count = right ? count - middle : middle;
  }
  if (sides.length !== proof.length) refuse(place);
  return proof.reduce((found, sibling) => (sides.pop() ? node(sibling, found) : node(found, sibling)), leaf);
}

function tilePath(level, number, width) {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return `tile/${level}/${groups.join("/")}${width === 256 ? "" : `.p/${width}`}`;
}

class Log {
  constructor(size) { this.size = size; this.files = new Map(); }

  static async file(path) {
    const answer = await fetch(`/log/${path}`);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : refuse(path);
  }

  // A partial tile that has been tidied away is the beginning of the full one.
  async tile(level, number, width) {
    const path = tilePath(level, number, width);
    if (!this.files.has(path)) this.files.set(path, Log.file(path).catch((fault) => { if (width === 256) throw fault; return Log.file(tilePath(level, number, 256)); }));
    return this.files.get(path);
  }

  async bundle(number) {
    const width = Math.min(256, this.size - 256 * number), data = await this.tile("entries", number, width), entries = [];
    for (let at = 0; at < data.length && entries.length < width;) {
      const end = at + 2 + data[at] * 256 + data[at + 1];
      entries.push(data.subarray(at + 2, end));
      at = end;
    }
    return entries.length === width ? entries : refuse(tilePath("entries", number, width));
  }

  async leaf(index) {
    const entry = (await this.bundle(Math.floor(index / 256)))[index % 256];
    return leafOf(entry, index);
  }

  // The root over a range that is whole in the tree, or reaches its right end, out of the log's hash tiles.
  async range(start, end) {
    const count = end - start;
    if (Number.isInteger(Math.log2(count)) && start % count === 0) {
      const level = Math.floor(Math.log2(count) / 8), at = start / 256 ** level, hashes = count / 256 ** level;
      const number = Math.floor(at / 256), width = Math.min(256, Math.floor(this.size / 256 ** level) - 256 * number);
      const data = await this.tile(level, number, width), list = [];
      for (let place = at % 256; place < (at % 256) + hashes; place++) list.push(data.slice(32 * place, 32 * place + 32));
      return list.every((hash) => hash.length === 32) ? rootOf(list) : refuse(tilePath(level, number, width));
    }
    const middle = start + half(count);
    return node(await this.range(start, middle), await this.range(middle, end));
  }

  // The root of the whole tree, with the bundles from `first` up to `last` made from their entries.
  async root(first, last, hashesOf, start = 0, end = this.size) {
    if (end <= 256 * first || start >= 256 * last) return this.range(start, end);
    if (end - start <= 256) return rootOf(await hashesOf(start / 256));
    const middle = start + half(end - start);
    return node(await this.root(first, last, hashesOf, start, middle), await this.root(first, last, hashesOf, middle, end));
  }
}

// Leaves

const isNumber = (value) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value) => typeof value === "string" && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);
const isPeople = (value) => isNumber(value) && value >= 1 && value <= 1000;
const isBodies = (value) => Boolean(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, left]) => /^[a-z][a-z0-9-]{0,15}$/.test(key) && isPeople(left));
const isProvenance = (value) => ["self", "assisted", "relayed", "carried"].includes(value);
const isText = (value) => typeof value === "string";
const KINDS = {
  rules: { d: isNumber, h: isHash },
  body: { d: isNumber, k: isText, name: isText },
  decl: { c: isHash, d: isNumber, n: isPeople, o: isBodies, p: isProvenance },
  void: { d: isNumber, n: isPeople, o: isBodies, p: isProvenance, r: isNumber },
  balance: { as_of: isNumber, d: isNumber, n: isNumber, q: isText },
  tally: { at: isNumber, by: Boolean, d: isNumber, n: isNumber, s: isHash, st: isNumber },
  intake: { d: isNumber, in: isNumber, no: isNumber, wait: isNumber, yes: isNumber },
  cert: { d: isNumber, h: isHash },
  certvoid: { d: isNumber, h: isHash },
};

function leafOf(entry, index) {
  const place = `#${index}`, leaf = read(text(entry), place), fields = KINDS[leaf.t] || refuse(place);
  const known = Object.keys(leaf).filter((key) => key !== "t" && !(leaf.t === "decl" && key === "r" && isNumber(leaf.r)));
  if (known.length !== Object.keys(fields).length || !known.every((key) => fields[key] && fields[key](leaf[key]))) refuse(place);
  if (leaf.o && Object.values(leaf.o).some((left) => left > leaf.n)) refuse(place);
  return leaf;
}

// The checkpoint

async function checkpoint(bytes) {
  const note = text(bytes), cut = note.lastIndexOf("\n\n"), body = note.slice(0, cut + 1), lines = note.slice(cut + 2, -1).split("\n");
  const match = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(body) || refuse("checkpoint");
  return { origin: match[1], size: Number(match[2]), root: base64(match[3], "checkpoint"), signed: await isSigned(match[1], body, lines) };
}

// True or a refusal; null where this browser cannot check Ed25519.
async function isSigned(origin, body, lines) {
  const vkeys = text(await Log.file("vkey")).trim().split("\n").map((line) => line.split("+"));
  const vkey = vkeys.map(([name, , ...rest]) => [name, base64(rest.join("+"), "vkey")]).find(([name, key]) => name === origin && key[0] === 1) || refuse("vkey");
  const id = sha256(utf8(`${origin}\n`), vkey[1]).slice(0, 4);
  const found = lines.map((line) => /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) || refuse("checkpoint")).map((line) => [line[1], base64(line[2], "checkpoint")]);
  const [, value] = found.find(([name, data]) => name === origin && same(data.slice(0, 4), id)) || refuse("checkpoint");
  let key;
  try {
    key = await crypto.subtle.importKey("raw", vkey[1].slice(1), { name: "Ed25519" }, false, ["verify"]);
  } catch { return null; }
  return (await crypto.subtle.verify("Ed25519", key, value.slice(4), utf8(body))) || refuse("checkpoint");
}

// One day, between its two tallies

async function bound(log, day) {
  let low = 0, high = log.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await log.leaf(middle)).d >= day) high = middle; else low = middle + 1;
  }
  return low;
}

async function countDay(day, progress) {
  const tree = await checkpoint(await Log.file("checkpoint")), log = new Log(tree.size);
  const first = await bound(log, day), end = await bound(log, day + 1);
  if (first === end) return { code: "day-nothing" };
  const tally = await log.leaf(end - 1), before = first ? await log.leaf(first - 1) : { n: 0, st: 0, by: { b: {}, p: {} } };
  if (tally.t !== "tally" || (first && before.t !== "tally")) return { code: "day-open" };
  const from = Math.floor(Math.max(0, first - 2) / 256), to = Math.min(Math.ceil(tree.size / 256), Math.floor(end / 256) + 1);
  const root = await log.root(from, to, async (number) => { progress(number - from + 1, to - from); return (await log.bundle(number)).map(leafHash); });
  if (!same(root, tree.root)) refuse("checkpoint");
  if (end < tree.size && (await log.leaf(end)).d <= day) refuse(`#${end}`);
  await fold(log, tree, first, end, day, before);
  return { code: "day-holds", signed: tree.signed, first, last: end - 1, people: tally.n - before.n, statements: tally.st - before.st };
}

async function fold(log, tree, first, end, day, before) {
  const total = { n: before.n, st: before.st, b: { ...before.by.b }, p: { ...before.by.p } }, gone = new Set();
  let waiting = first ? (await log.leaf(first - 2)).wait : 0, last = "";
  const book = (leaf, sign) => {
    total.p[leaf.p] = (total.p[leaf.p] || 0) + sign * leaf.n;
    if (leaf.p === "carried") return;
    total.n += sign * leaf.n;
    total.st += sign;
    for (const [key, left] of Object.entries(leaf.o)) total.b[key] = (total.b[key] || 0) + sign * left;
  };
  for (let index = first; index < end; index++) {
    const leaf = await log.leaf(index), place = `#${index}`;
    if (leaf.d !== day) refuse(place);
    if (leaf.t === "decl") book(leaf, 1);
    if (leaf.t === "void") {
      const target = await included(log, tree, leaf.r, index);
      if (gone.has(leaf.r) || ["n", "o", "p"].some((name) => canonical(target[name]) !== canonical(leaf[name]))) refuse(place);
      gone.add(leaf.r);
      book(leaf, -1);
    }
    if (leaf.t === "intake") {
      waiting += leaf.in - leaf.yes - leaf.no;
      if (leaf.wait !== waiting) refuse(place);
    }
    if (leaf.t === "tally") {
      const positive = (numbers) => Object.fromEntries(Object.entries(numbers).filter(([, number]) => number));
      const by = canonical({ b: positive(total.b), p: positive(total.p) });
      if (last !== "intake" || leaf.at !== index || leaf.n !== total.n || leaf.st !== total.st || canonical(leaf.by) !== by) refuse(place);
    }
    last = leaf.t;
  }
}

// An earlier leaf, shown to be in the tree: its bundle is made again and the rest taken from the tiles.
async function included(log, tree, index, before) {
  const number = Math.floor(index / 256), place = `#${before}`;
  if (index >= before) refuse(place);
  const root = await log.root(number, number + 1, async (one) => (await log.bundle(one)).map(leafHash));
  const leaf = await log.leaf(index);
  return same(root, tree.root) && leaf.t === "decl" ? leaf : refuse(place);
}

// A proof file

const LABELS = ["kind", "signed", "names", "bodies", "group", "template", "text", "language", "unasked", "place", "walk", "declared", "earlier", "contact"];

async function checkProof(bytes) {
  const file = text(bytes), cut = file.indexOf("\n\n"), lines = file.slice(0, cut).split("\n");
  const extra = /^extra (.+)$/.exec(lines[1]), index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines[2]);
  if (lines[0] !== "c2sp.org/tlog-proof@v1" || !extra || !index) refuse("proof");
  const carried = read(text(base64(extra[1], "proof")), "proof"), tree = await checkpoint(utf8(file.slice(cut + 2)));
  const entry = utf8(carried.leaf), number = Number(index[1]), hashes = lines.slice(3).map((line) => base64(line, "proof"));
  if (!same(rootFrom(number, tree.size, leafHash(entry), hashes, "proof"), tree.root)) refuse("proof");
  const leaf = leafOf(entry, number);
  if (carried.opening) checkOpening(carried.opening, tree.origin, leaf);
  const counts = carried.counted ? standing(carried.counted, number, tree) : null;
  return { code: "proof-holds", signed: tree.signed, index: number, size: tree.size, words: Boolean(carried.opening), counts };
}

function checkOpening(opening, origin, leaf) {
  const digests = opening.digests.map((digest) => base64url(digest, "proof"));
  if (leaf.t !== "decl" || digests.length !== LABELS.length) refuse("proof");
  for (const [label, value] of Object.entries(opening.fields)) {
    const digest = hmac(base64url(opening.salts[label], "proof"), utf8(label), Uint8Array.of(0), utf8(value));
    if (!LABELS.includes(label) || !same(digest, digests[LABELS.indexOf(label)])) refuse("proof");
  }
  if (spell(sha256(utf8(`${origin}/commit/v1\n`), Uint8Array.of(0, LABELS.length), join(digests))) !== leaf.c) refuse("proof");
}

function standing(shown, index, tree) {
  const entry = utf8(shown.leaf), tally = leafOf(entry, shown.at), status = base64(shown.status, "proof");
  const hashes = (list) => list.map((hash) => base64(hash, "proof"));
  if (!same(rootFrom(shown.at, tree.size, leafHash(entry), hashes(shown.hashes), "proof"), tree.root)) refuse("proof");
  if (tally.t !== "tally" || tally.at !== shown.at || index >= shown.at || status.length !== 8192) refuse("proof");
  const files = Math.floor(shown.at / 65536) + 1, number = Math.floor(index / 65536), place = index % 65536;
  if (spell(rootFrom(number, files, leafHash(status), hashes(shown.path), "proof")) !== tally.s) refuse("proof");
  return Boolean(status[place >> 3] & (0x80 >> (place & 7)));
}

// The page

const box = document.getElementById("check");
if (!box) return;
const said = document.getElementById("said"), sentences = new Map();
for (const item of box.querySelectorAll("[data-code]")) sentences.set(item.dataset.code, item.textContent);
const grouped = (value) => (typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value);
const sentence = (code, facts) => sentences.get(code).replace(/\{(\w+)\}/g, (_, name) => grouped(facts[name]));

function say(found) {
  const codes = [found.code];
  if ("signed" in found) codes.push(found.signed ? "signed" : "unsigned");
  if (found.words) codes.push("proof-words");
  if (found.counts !== undefined && found.counts !== null) codes.push(found.counts ? "proof-counts" : "proof-taken-back");
  said.dataset.holds = String(found.code !== "false");
  said.replaceChildren(...codes.flatMap((code) => [sentence(code, found), document.createElement("br")]));
}

async function run(check) {
  said.textContent = "";
  try {
    say(await check());
  } catch (fault) {
    say({ code: "false", place: fault instanceof Fault ? fault.message : String(fault) });
  }
}

const day = document.getElementById("day");
document.getElementById("count-day").addEventListener("click", () => {
  if (!day.value) return;
  const progress = (done, all) => { said.textContent = sentence("reading", { done, all }); };
  run(() => countDay(Date.parse(`${day.value}T00:00:00Z`) / 86400000, progress));
});
document.getElementById("proof").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) run(async () => checkProof(new Uint8Array(await file.arrayBuffer())));
});
box.hidden = false;
})();
