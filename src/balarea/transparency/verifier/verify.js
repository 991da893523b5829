/* Checks a receipt of the public log. Runs from disk, without network and without the
   server. `ed25519` is the noble library (its text stands before this one).
   The order of the checks is that of checking.py and verify.go, so that all give the
   same code for the same file. */
'use strict';

class Refused extends Error {
  constructor(code) { super(code); this.code = code; }
}
const refuse = (code) => { throw new Refused(code); };
const utf8 = new TextEncoder();
const sha256 = async (...parts) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)));

function join(...parts) {
  const all = parts.map((part) => (typeof part === 'string' ? utf8.encode(part) : part));
  const joined = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) { joined.set(part, at); at += part.length; }
  return joined;
}
const isSame = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const u64 = (bytes) => {
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);
};

/** The text of bytes in strict UTF-8, or a refusal with `code`. */
function textOf(bytes, code) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch { return refuse(code); }
}

/** Canonical base64 with padding; null for anything else. */
function base64(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  let plain;
  try { plain = atob(text); } catch { return null; }
  if (btoa(plain) !== text) return null;
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
/** A decimal number below 2**63, in its only spelling; null for anything else. */
const decimal = (text) =>
  /^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 2n ** 63n ? Number(text) : null;

/* ---- canonical CBOR: integers, bytes, text, booleans, arrays, maps by integers ---- */
function cbor(bytes, code) {
  let at = 0;
  const take = (count) => {
    if (at + count > bytes.length) refuse(code);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const argument = (info) => {
    if (info < 24) return info;
    if (info > 27) refuse(code);
    const value = u64(take(2 ** (info - 24)));
    const least = [24, 256, 65536, 4294967296][info - 24];
    if (value === null || value < least) refuse(code);
    return value;
  };
  const item = (depth) => {
    if (depth > 6) refuse(code);
    const [head] = take(1);
    const major = head >> 5;
    if (major === 7) return head === 0xf4 ? false : head === 0xf5 ? true : refuse(code);
    const value = argument(head & 31);
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    if (major === 2) return take(value);
    if (major === 3) return textOf(take(value), code);
    if (major === 4) {
      const items = [];
      for (let i = 0; i < value; i += 1) items.push(item(depth + 1));
      return items;
    }
    if (major !== 5) refuse(code);
    const map = new Map();
    let last = null;
    for (let i = 0; i < value; i += 1) {
      const start = at;
      const key = item(depth + 1);
      const spelled = hex(bytes.subarray(start, at));
      if (!Number.isInteger(key)) refuse(code);
      if (last !== null && spelled <= last) refuse(code);
      last = spelled;
      map.set(key, item(depth + 1));
    }
    return map;
  };
  const value = item(0);
  if (at !== bytes.length) refuse(code);
  return value;
}

/* ---- Merkle tree (RFC 6962, verified as RFC 9162 says) ---- */
const leafHash = (leaf) => sha256(new Uint8Array([0]), leaf);
const nodeHash = (left, right) => sha256(new Uint8Array([1]), left, right);

/** The root that a proof leads to; null where the proof doesn't fit the position. */
async function rootOf(leaf, index, size, path) {
  if (index >= size) return null;
  let fn = BigInt(index);
  let sn = BigInt(size - 1);
  let root = leaf;
  for (const hash of path) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      root = await nodeHash(hash, root);
      while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    } else {
      root = await nodeHash(root, hash);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? root : null;
}

/* ---- signed notes, checkpoints, policies ---- */
const ED25519 = 1;
const COSIGNATURE = 4;
const ML_DSA = 6;

function parseNote(bytes, code) {
  const text = textOf(bytes, code);
  if ([...text].some((letter) => letter < ' ' && letter !== '\n')) refuse(code);
  const split = text.lastIndexOf('\n\n');
  if (split < 0 || !text.endsWith('\n')) refuse(code);
  const lines = text.slice(split + 2).split('\n');
  lines.pop();
  if (!lines.length || lines.length > 100) refuse(code);
  const signatures = lines.map((line) => {
    const [dash, name, blob, ...rest] = line.split(' ');
    const bytesOf = blob === undefined ? null : base64(blob);
    if (dash !== '\u2014' || !name || rest.length || /[+\s\u0085]/u.test(name)) refuse(code);
    if (bytesOf === null || bytesOf.length < 5) refuse(code);
    return { name, id: hex(bytesOf.subarray(0, 4)), blob: bytesOf.subarray(4) };
  });
  return { text: text.slice(0, split + 1), signatures };
}

function parseCheckpoint(bytes, code) {
  const note = parseNote(bytes, code);
  const lines = note.text.split('\n');
  if (lines.pop() !== '' || lines.includes('')) refuse(code);
  const [origin, size, root] = lines;
  const count = decimal(size ?? '');
  const hash = base64(root ?? '');
  if (count === null || hash === null || hash.length !== 32) refuse(code);
  return { ...note, origin, size: count, root: hash };
}

async function parseVkey(text, ...types) {
  const [name, id, key, ...rest] = text.split('+');
  // The base64 of a key may contain a plus itself.
  const bytes = base64([key ?? '', ...rest].join('+'));
  if (!name || !/^[0-9a-f]{8}$/.test(id ?? '') || !bytes || bytes.length < 2) {
    refuse('MALFORMED_POLICY');
  }
  if (hex((await sha256(name, '\n', bytes)).subarray(0, 4)) !== id) refuse('MALFORMED_POLICY');
  const [type] = bytes;
  const size = { [ED25519]: 33, [COSIGNATURE]: 33, [ML_DSA]: 1313 }[type];
  if (!types.includes(type) || bytes.length !== size) refuse('MALFORMED_POLICY');
  return { name, id, type, key: bytes.subarray(1) };
}

async function parsePolicy(text) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
  const used = new Set();
  const isFree = (name) => name !== 'none' && !policy.witnesses.has(name) && !policy.groups.has(name);
  const isNamed = (name) => policy.witnesses.has(name) || policy.groups.has(name);
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.split(/[ \t]+/).filter(Boolean);
    if (word === undefined || word.startsWith('#')) continue;
    if (word === 'log' && rest.length >= 1 && rest.length <= 2) {
      policy.logs.push(await parseVkey(rest[0], ED25519, ML_DSA));
    } else if (word === 'witness' && rest.length >= 2 && rest.length <= 3 && isFree(rest[0])) {
      policy.witnesses.set(rest[0], await parseVkey(rest[1], COSIGNATURE, ML_DSA));
    } else if (word === 'group' && rest.length >= 3 && isFree(rest[0])) {
      const [name, least, ...members] = rest;
      if (new Set(members).size !== members.length) refuse('MALFORMED_POLICY');
      if (!members.every((one) => isNamed(one) && !used.has(one))) refuse('MALFORMED_POLICY');
      const count = { all: members.length, any: 1 }[least] ?? decimal(least);
      if (!count || count > members.length) refuse('MALFORMED_POLICY');
      members.forEach((one) => used.add(one));
      policy.groups.set(name, { count, members });
    } else if (word === 'quorum' && rest.length === 1 && policy.quorum === null) {
      if (rest[0] !== 'none' && !isNamed(rest[0])) refuse('MALFORMED_POLICY');
      [policy.quorum] = rest;
    } else {
      refuse('MALFORMED_POLICY');
    }
  }
  if (policy.quorum === null || !policy.logs.length) refuse('MALFORMED_POLICY');
  return policy;
}

function isQuorum(policy, name, signed) {
  if (name === 'none' || signed.has(name)) return true;
  const group = policy.groups.get(name);
  if (!group) return false;
  return group.members.filter((one) => isQuorum(policy, one, signed)).length >= group.count;
}

async function isSigned(key, message, signature) {
  if (signature.length !== 64) return false;
  try {
    return await ed25519.verifyAsync(signature, message, key, { zip215: false });
  } catch { return false; }
}

/** Names and times of the witnesses of a checkpoint; refuses one that the policy doesn't accept. */
async function cosigned(checkpoint, policy) {
  const own = policy.logs.filter((log) => log.name === checkpoint.origin);
  if (!own.length) refuse('OTHER_LOG');
  const message = utf8.encode(checkpoint.text);
  const by = (key) => checkpoint.signatures.filter((one) => one.name === key.name && one.id === key.id);
  let valid = 0;
  for (const log of own.filter((one) => one.type === ED25519)) {
    for (const one of by(log)) {
      if (!(await isSigned(log.key, message, one.blob))) refuse('LOG_SIGNATURE_WRONG');
      valid += 1;
    }
  }
  if (!valid) refuse('LOG_SIGNATURE_MISSING');
  const times = new Map();
  for (const [name, key] of policy.witnesses) {
    if (key.type !== COSIGNATURE) continue;
    for (const one of by(key)) {
      const time = one.blob.length === 72 ? u64(one.blob.subarray(0, 8)) : null;
      if (time === null) refuse('WITNESS_SIGNATURE_WRONG');
      const signed = join(`cosignature/v1\ntime ${time}\n`, message);
      if (!(await isSigned(key.key, signed, one.blob.subarray(8)))) refuse('WITNESS_SIGNATURE_WRONG');
      times.set(name, time);
    }
  }
  if (!isQuorum(policy, policy.quorum, times)) refuse('NOT_ENOUGH_WITNESSES');
  return times;
}

/* ---- leaves and what they commit to ---- */
const LEAF = ['version', 'type', 'agency', 'service', 'tag', 'time', 'actor', 'commitment', 'previous', 'rules', 'is_late'];
const CODES = { type: /^[A-Z_]{1,40}$/, agency: /^[A-Z0-9]{0,10}$/, service: /^[A-Z0-9_.-]{0,20}$/ };
const LENGTHS = { tag: [32], actor: [16], commitment: [32], previous: [0, 32], rules: [0, 32] };
const isBytes = (value, ...lengths) => value instanceof Uint8Array && lengths.includes(value.length);

function parseLeaf(bytes) {
  const bad = 'MALFORMED_LEAF';
  if (bytes.length > 300) refuse(bad);
  const map = cbor(bytes, bad);
  if (!(map instanceof Map) || map.size !== LEAF.length) refuse(bad);
  const leaf = {};
  LEAF.forEach((name, i) => { leaf[name] = map.get(i + 1); });
  if (leaf.version !== 1 && leaf.version !== 2) refuse(bad);
  for (const [name, pattern] of Object.entries(CODES)) {
    if (typeof leaf[name] !== 'string' || !pattern.test(leaf[name])) refuse(bad);
  }
  for (const [name, lengths] of Object.entries(LENGTHS)) {
    if (!isBytes(leaf[name], ...lengths)) refuse(bad);
  }
  if (!Number.isInteger(leaf.time) || leaf.time < 0 || leaf.time >= 2 ** 40) refuse(bad);
  if (typeof leaf.is_late !== 'boolean') refuse(bad);
  return leaf;
}

/** The value that a field's JSON text says: a text or an integer. */
function valueOf(bytes) {
  const text = textOf(bytes, 'MALFORMED_OPENING');
  if (!/^(-?(0|[1-9][0-9]{0,14})$|")/.test(text)) refuse('MALFORMED_OPENING');
  try { return JSON.parse(text); } catch { return refuse('MALFORMED_OPENING'); }
}

function parseExtra(bytes) {
  const bad = 'MALFORMED_OPENING';
  const map = cbor(bytes, bad);
  if (!(map instanceof Map) || map.get(1) !== 1) refuse(bad);
  if ([...map.keys()].some((key) => key < 1 || key > 4)) refuse(bad);
  const [leaf, opening, earlier] = [map.get(2), map.get(3), map.get(4)];
  if (!(leaf instanceof Uint8Array)) refuse(bad);
  if (earlier !== undefined && !(earlier instanceof Uint8Array && earlier.length)) refuse(bad);
  if (opening === undefined) return { leaf, opening: null, earlier };
  if (!Array.isArray(opening) || opening.length !== 3) refuse(bad);
  const [entry, commitments, fields] = opening;
  if (!isBytes(entry, 16) || !Array.isArray(commitments) || !Array.isArray(fields)) refuse(bad);
  const spelled = (name) => hex(utf8.encode(name));
  const inOrder = (rows) => rows.every((row, i) => !i || spelled(rows[i - 1][0]) < spelled(row[0]));
  const isName = (name) => typeof name === 'string' && name !== '' && utf8.encode(name).length < 256;
  const isRow = (row, length) => Array.isArray(row) && row.length === length && isName(row[0]) && isBytes(row[1], 32);
  if (!commitments.every((row) => isRow(row, 2)) || !fields.every((row) => isRow(row, 3))) refuse(bad);
  if (!inOrder(commitments) || !inOrder(fields)) refuse(bad);
  const names = new Set(commitments.map(([name]) => name));
  const opened = fields.map(([name, salt, json]) => {
    if (!names.has(name) || !(json instanceof Uint8Array)) refuse(bad);
    return { name, salt, json, value: valueOf(json) };
  });
  return { leaf, opening: { entry, commitments: new Map(commitments), opened }, earlier };
}

const named = (name) => join(new Uint8Array([utf8.encode(name).length]), name);

async function checkOpening(opening, leaf) {
  const all = [...opening.commitments].map(([name, hash]) => join(named(name), hash));
  const root = await sha256('balarea/fields/v2|', ...all);
  if (leaf.version !== 2 || !isSame(root, leaf.commitment)) refuse('OPENING_MISMATCH');
  for (const { name, salt, json } of opening.opened) {
    const hash = await sha256('balarea/field/v2|', salt, named(name), json);
    if (!isSame(hash, opening.commitments.get(name))) refuse('FIELD_MISMATCH');
  }
  for (const { name, value } of opening.opened) {
    const isTrue = {
      type: () => value === leaf.type,
      id: () => value === uuid(opening.entry),
      at: () => secondsOf(value) === leaf.time,
    }[name];
    if (isTrue && !isTrue()) refuse('CONTRADICTION');
  }
}

function uuid(bytes) {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Seconds of Unix time of an ISO date with its offset; null for anything else. */
function secondsOf(text) {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?([+-]\d\d:\d\d|Z)$/;
  if (typeof text !== 'string' || !form.test(text)) return null;
  const time = Date.parse(text.replace(/\.\d+/, ''));
  return Number.isNaN(time) ? null : time / 1000;
}

/* ---- the receipt, in its three shapes ---- */
const HEADER = 'c2sp.org/tlog-proof@v1';

function parseProof(bytes) {
  const bad = 'MALFORMED_PROOF';
  const lines = textOf(bytes, bad).split('\n');
  if (lines.shift() !== HEADER) refuse(bad);
  let extra = null;
  if ((lines[0] ?? '').startsWith('extra ')) {
    extra = base64(lines.shift().slice(6));
    if (extra === null || !extra.length) refuse(bad);
  }
  const index = /^index /.test(lines[0] ?? '') ? decimal(lines.shift().slice(6)) : null;
  if (index === null) refuse(bad);
  const path = [];
  while (lines.length && lines[0] !== '') {
    const hash = base64(lines.shift());
    if (hash === null || hash.length !== 32 || path.length === 63) refuse(bad);
    path.push(hash);
  }
  if (lines.shift() !== '' || lines.join('\n') === '') refuse(bad);
  if (extra === null) refuse('MALFORMED_OPENING');
  return { index, path, checkpoint: utf8.encode(lines.join('\n')), ...parseExtra(extra) };
}

async function checkProof(bytes, policyOf) {
  const proof = parseProof(bytes);
  const leaf = parseLeaf(proof.leaf);
  const checkpoint = parseCheckpoint(proof.checkpoint, 'MALFORMED_CHECKPOINT');
  const policy = await policyOf();
  const witnesses = await cosigned(checkpoint, policy);
  if (proof.index >= checkpoint.size) refuse('WRONG_POSITION');
  const hash = await leafHash(proof.leaf);
  const root = await rootOf(hash, proof.index, checkpoint.size, proof.path);
  if (root === null || !isSame(root, checkpoint.root)) refuse('NOT_IN_LOG');
  const since = await earliest(proof, checkpoint, policy);
  if (proof.opening) await checkOpening(proof.opening, leaf);
  if (witnesses.size && leaf.time > Math.max(...witnesses.values()) + 60) refuse('TIME_IMPOSSIBLE');
  return {
    code: 'OK', index: proof.index, size: checkpoint.size, origin: checkpoint.origin, hash: hex(hash),
    witnesses: [...witnesses], since, leaf, opened: proof.opening ? proof.opening.opened : [],
    sealed: proof.opening ? [...proof.opening.commitments.keys()].filter((name) => !proof.opening.opened.some((one) => one.name === name)) : [],
  };
}

/** When the witnesses last saw the log without this entry; null if the receipt doesn't say. */
async function earliest(proof, checkpoint, policy) {
  if (proof.earlier === undefined) return null;
  const bad = 'EARLIER_CHECKPOINT_WRONG';
  const before = parseCheckpoint(proof.earlier, bad);
  let times;
  try { times = await cosigned(before, policy); } catch { refuse(bad); }
  if (before.origin !== checkpoint.origin || before.size > proof.index) refuse(bad);
  return times.size ? Math.min(...times.values()) : null;
}

const QR = 'BLR1:';
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function base45(text) {
  const bad = 'MALFORMED_QR';
  const digits = [...text].map((letter) => LETTERS.indexOf(letter));
  if (digits.includes(-1) || digits.length % 3 === 1) refuse(bad);
  const bytes = [];
  for (let i = 0; i < digits.length; i += 3) {
    const [a, b, c] = digits.slice(i, i + 3);
    const value = a + 45 * b + 2025 * (c ?? 0);
    if (value > (c === undefined ? 255 : 65535)) refuse(bad);
    if (c === undefined) bytes.push(value); else bytes.push(value >> 8, value & 255);
  }
  return Uint8Array.from(bytes);
}

function parseQr(text) {
  const bad = 'MALFORMED_QR';
  const map = cbor(base45(text.slice(QR.length)), bad);
  if (!(map instanceof Map) || map.size !== 7 || map.get(1) !== 1) refuse(bad);
  const [index, size, leaf, joined, root, blobs] = [2, 3, 4, 5, 6, 7].map((key) => map.get(key));
  const isCount = (value) => Number.isInteger(value) && value >= 0;
  if (!isCount(index) || !isCount(size) || !isBytes(leaf, 32) || !isBytes(root, 32)) refuse(bad);
  if (!(joined instanceof Uint8Array) || joined.length % 32 || joined.length > 63 * 32) refuse(bad);
  if (!Array.isArray(blobs) || !blobs.length || blobs.length > 100) refuse(bad);
  if (!blobs.every((one) => one instanceof Uint8Array && one.length > 4)) refuse(bad);
  const path = [];
  for (let at = 0; at < joined.length; at += 32) path.push(joined.subarray(at, at + 32));
  return { index, size, leaf, path, root, blobs };
}

async function checkQr(text, policyOf) {
  const { index, size, leaf, path, root, blobs } = parseQr(text);
  const policy = await policyOf();
  const keys = [...policy.logs, ...policy.witnesses.values()];
  const signatures = blobs.flatMap((blob) => {
    const id = hex(blob.subarray(0, 4));
    const key = keys.find((one) => one.id === id);
    return key ? [{ name: key.name, id, blob: blob.subarray(4) }] : [];
  });
  const log = policy.logs.find((one) => signatures.some(({ id }) => id === one.id));
  if (!log) refuse('OTHER_LOG');
  const plain = `${log.name}\n${size}\n${btoa(String.fromCharCode(...root))}\n`;
  const witnesses = await cosigned({ text: plain, origin: log.name, signatures }, policy);
  if (index >= size) refuse('WRONG_POSITION');
  const computed = await rootOf(leaf, index, size, path);
  if (computed === null || !isSame(computed, root)) refuse('NOT_IN_LOG');
  return {
    code: 'OK', index, size, origin: log.name, hash: hex(leaf), witnesses: [...witnesses],
    since: null, leaf: null, opened: [], sealed: [],
  };
}

/** The files attached to a PDF as the mall makes it: streams stored plainly or by zlib. */
async function attachments(pdf) {
  const text = Array.from(pdf, (byte) => String.fromCharCode(byte)).join('');
  const found = [];
  const form = /<<\/Length (\d{1,8})\/Type\/EmbeddedFile[^\0]{0,300}?>>\r?\nstream\r?\n/g;
  for (const match of text.matchAll(form)) {
    const start = match.index + match[0].length;
    const stream = pdf.subarray(start, start + Number(match[1]));
    if (found.length === 16) break;
    if (!match[0].includes('/Filter')) { found.push(stream); continue; }
    if (!/\/Filter\/FlateDecode[/>]/.test(match[0])) continue;
    try {
      const opened = new Blob([stream]).stream().pipeThrough(new DecompressionStream('deflate'));
      const content = new Uint8Array(await new Response(opened).arrayBuffer());
      if (content.length <= 1048576) found.push(content);
    } catch { /* a damaged stream holds no receipt */ }
  }
  return found;
}

const beginsWith = (bytes, text) => isSame(bytes.subarray(0, text.length), utf8.encode(text));

/** What a receipt proves: `{code, …}`; never throws for a bad one.
    `policyText` is the reader's own policy; without it that of the PDF counts. */
async function check(bytes, policyText) {
  let used = policyText;
  const policyOf = () => (used ? parsePolicy(used) : refuse('NO_POLICY'));
  const done = async () => {
    if (beginsWith(bytes, '%PDF-')) {
      const files = await attachments(bytes);
      const proofs = files.filter((file) => beginsWith(file, HEADER));
      if (!proofs.length) refuse('NOT_A_RECEIPT');
      if (proofs.length > 1) refuse('SEVERAL_PROOFS');
      const own = files.filter((file) => !proofs.includes(file) && /(^|\n)quorum /.test(new TextDecoder().decode(file)));
      if (!used && own.length === 1) used = textOf(own[0], 'MALFORMED_POLICY');
      return checkProof(proofs[0], policyOf);
    }
    if (beginsWith(bytes, HEADER)) return checkProof(bytes, policyOf);
    if (beginsWith(bytes, QR)) return checkQr(textOf(bytes, 'MALFORMED_QR').replace(/[\r\n]+$/, ''), policyOf);
    return refuse('NOT_A_RECEIPT');
  };
  try {
    const verdict = await done();
    return { ...verdict, isOwnPolicy: !policyText, policyHash: hex(await sha256(used)) };
  } catch (error) {
    if (error instanceof Refused) return { code: error.code };
    throw error;
  }
}
