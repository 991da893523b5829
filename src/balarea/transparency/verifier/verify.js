/* Checks a receipt of the public log. Runs from disk, without network and without the
   server. The order of the checks is that of checking.py and of the Go program, so that
   all give the same code for the same file. */

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
  const files = [];
  const form = /<<\/Length (\d{1,8})\/Type\/EmbeddedFile[^\0]{0,300}?>>\r?\nstream\r?\n/g;
  for (const match of text.matchAll(form)) {
    const start = match.index + match[0].length;
    const stream = pdf.subarray(start, start + Number(match[1]));
    if (files.length === 16) break;
    if (!match[0].includes('/Filter')) { files.push(stream); continue; }
    if (!/\/Filter\/FlateDecode[/>]/.test(match[0])) continue;
    try {
      const opened = new Blob([stream]).stream().pipeThrough(new DecompressionStream('deflate'));
      const content = new Uint8Array(await new Response(opened).arrayBuffer());
      if (content.length <= 1048576) files.push(content);
    } catch { /* a damaged stream holds no receipt */ }
  }
  return files;
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
