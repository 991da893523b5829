/* What the page does with a file, a drop or a text: check it and show the verdict. */

const MAX_BYTES = 20000000;
const byId = (id) => document.getElementById(id);
let language = navigator.language.startsWith('en') ? 'en' : 'id';
let shown = null;

const word = (section, key) => WORDS[section][key][language];
const timeText = (seconds) =>
  new Date(seconds * 1000).toLocaleString(language === 'en' ? 'en-GB' : 'id-ID', {
    dateStyle: 'long', timeStyle: 'long',
  });

function element(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** Label and value of all that a valid receipt proves. */
function factsOf(verdict) {
  const { leaf } = verdict;
  const rows = leaf ? [
    ['type', WORDS.types[leaf.type] ? word('types', leaf.type) : leaf.type],
    ['agency', leaf.agency], ['service', leaf.service], ['time', timeText(leaf.time)],
  ].filter(([, value]) => value) : [];
  rows.push(['hash', verdict.hash], ['log', verdict.origin], ['index', verdict.index], ['size', verdict.size]);
  if (verdict.since !== null) rows.push(['since', timeText(verdict.since)]);
  const times = verdict.witnesses.map(([, time]) => time);
  if (times.length) rows.push(['until', timeText(Math.min(...times))]);
  verdict.witnesses.forEach(([name, time]) => rows.push(['witness', `${name}, ${timeText(time)}`]));
  const called = (name) => (WORDS.names[name] ? `${word('names', name)} (${name})` : name);
  verdict.opened.forEach(({ name, value }) => rows.push(['fields', `${called(name)} = ${value}`]));
  verdict.sealed.forEach((name) => rows.push(['sealed', called(name)]));
  rows.push(['policy', verdict.policyHash]);
  return rows;
}

function remarksOf(verdict) {
  const keys = [];
  if (!verdict.leaf) keys.push('leaf_only');
  else if (verdict.leaf.is_late) keys.push('late');
  if (!verdict.witnesses.length) keys.push('unwitnessed');
  if (verdict.isOwnPolicy) keys.push('own_policy');
  return keys.map((key) => word('lines', key));
}

function show(verdict) {
  shown = verdict;
  const result = byId('result');
  const isValid = verdict.code === 'OK';
  result.hidden = false;
  result.className = `panel ${isValid ? 'ok' : 'bad'}`;
  result.replaceChildren();
  result.dataset.code = verdict.code;
  element('h2', verdict.page ? word('page', verdict.page) : word('codes', verdict.code), result);
  if (!isValid) {
    if (!verdict.page) element('p', `${word('page', 'code')}: ${verdict.code}`, result);
    return;
  }
  remarksOf(verdict).forEach((text) => element('p', text, result));
  const list = element('dl', '', result);
  factsOf(verdict).forEach(([key, value]) => {
    element('dt', word('lines', key), list);
    element('dd', String(value), list);
  });
}

async function checkAndShow(bytes) {
  show(await check(bytes, byId('policy').value));
  byId('result').focus();
}

async function checkFile(file) {
  if (!file) return;
  if (file.size > MAX_BYTES) show({ code: 'TOO_LARGE', page: 'too_large' });
  else await checkAndShow(new Uint8Array(await file.arrayBuffer()));
}

function translate() {
  document.documentElement.lang = language;
  document.title = word('page', 'title');
  document.querySelectorAll('[data-word]').forEach((one) => {
    one.textContent = word('page', one.dataset.word);
  });
  if (shown) show(shown);
}

byId('policy').value = POLICY;
byId('language').addEventListener('click', () => {
  language = language === 'id' ? 'en' : 'id';
  translate();
});
byId('file').addEventListener('change', (event) => {
  checkFile(event.target.files[0]);
  event.target.value = ''; // so that the same file can be chosen again
});
byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  checkAndShow(utf8.encode(byId('qr').value.replace(/^\s+/, '')));
});
['dragover', 'dragleave', 'drop'].forEach((type) => document.addEventListener(type, (event) => {
  event.preventDefault();
  byId('drop').classList.toggle('over', type === 'dragover');
  if (type === 'drop') checkFile(event.dataTransfer.files[0]);
}));
translate();
if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) {
  show({ code: 'UNSUPPORTED', page: 'unsupported' });
}
