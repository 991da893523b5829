/* The formats of the public log: bytes, CBOR, Merkle paths, notes, policies.
   `ed25519` is the noble library, whose text stands before this one in the page. */

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
