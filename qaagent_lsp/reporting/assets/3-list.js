// The list of tests: searched, filtered, sorted, and drawn a page at a time.
const PAGE = 100;
const FILTERS = [
  ['bad', 'Failing', (test) => test.outcome === 'failed' || test.outcome === 'error', 'failed'],
  ['flaky', 'Flaky', (test) => test.flaky, 'flaky'],
  ['skipped', 'Skipped', (test) => test.outcome === 'skipped', 'skipped'],
  ['passed', 'Passed', (test) => test.outcome === 'passed', 'passed'],
  ['all', 'All', () => true, undefined],
];
const SORTS = {
  urgent: ['Failed first', (one, other) => one.urgency - other.urgency || Number(other.flaky) - Number(one.flaky) || one.n - other.n],
  slow: ['Slowest first', (one, other) => other.ms - one.ms],
  name: ['By name', (one, other) => (idOf(one) < idOf(other) ? -1 : 1)],
  run: ['As they ended', (one, other) => one.n - other.n],
};
const DEFAULT = FILTERS.find(([name, , holds]) => name === 'all' || (name === 'bad' && cases.some(holds)))[0];
const state = { text: '', show: DEFAULT, suite: '', route: '', cause: '', sort: 'urgent', page: 0, open: '' };
const parts = {};

function buildList() {
  const room = document.getElementById('list');
  parts.search = make('input', { type: 'search', id: 'search', placeholder: 'Name, message, route …  ( / )', autocomplete: 'off', spellcheck: 'false', oninput: soon(() => change({ text: parts.search.value })) });
  parts.suite = chooser([['', 'Every suite'], ...index.suites.map((suite) => [suite, suite])], (suite) => change({ suite }));
  parts.route = chooser([['', 'Every route'], ...index.routes.map((route, n) => [String(n), route])], (route) => change({ route }));
  parts.sort = chooser(Object.entries(SORTS).map(([name, [words]]) => [name, words]), (sort) => change({ sort }));
  parts.chips = make('div', { class: 'chips', role: 'group', 'aria-label': 'Show' });
  parts.said = make('p', { class: 'unseen', role: 'status' });
  parts.rows = make('ol', { class: 'rows', 'aria-labelledby': 'tests-title' });
  parts.pager = make('nav', { class: 'pager', 'aria-label': 'Pages of tests' });
  room.append(
    make('div', { class: 'tools', role: 'search', 'aria-label': 'Tests' },
      make('label', {}, 'Search', parts.search), labelled('Suite', parts.suite, index.suites.length > 1),
      labelled('Route', parts.route, index.routes.length > 0), labelled('Order', parts.sort, true)),
    parts.chips, parts.said, parts.rows, parts.pager);
  parts.rows.addEventListener('keydown', moveAlong);
}

const labelled = (words, field, isUseful) => (isUseful ? make('label', {}, words, field) : undefined);

function chooser(options, chosen) {
  return make('select', { onchange: (event) => chosen(event.currentTarget.value) }, options.map(([value, words]) => make('option', { value }, words)));
}

function soon(call) {
  let waiting;
  return () => { clearTimeout(waiting); waiting = setTimeout(call, 90); };
}

function change(wanted) {
  Object.assign(state, { page: 0 }, wanted);
  remember();
  draw();
}

const words = () => state.text.toLowerCase().split(/\s+/).filter(Boolean);

function draw() {
  const wanted = words();
  const inScope = cases.filter((test) => (!state.suite || test.suite === state.suite)
    && (state.route === '' || test.routes.includes(Number(state.route))) && (state.cause === '' || test.cause === Number(state.cause))
    && (!wanted.length || wanted.every((word) => hay(test).includes(word))));
  const [, , holds] = FILTERS.find(([name]) => name === state.show) ?? FILTERS.at(-1);
  const found = inScope.filter(holds).sort(SORTS[state.sort][1]);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const from = state.page * PAGE;
  drawChips(inScope);
  parts.rows.replaceChildren(...found.slice(from, from + PAGE).map((test) => rowOf(test, wanted)));
  if (!found.length) parts.rows.append(make('li', { class: 'empty' }, cases.length ? 'No test is like that.' : 'This run holds no tests.'));
  drawPager(found.length, from, pages);
  parts.said.textContent = `${many(found.length, 'test')} shown`;
  for (const [name, field] of [['search', state.text], ['suite', state.suite], ['route', state.route], ['sort', state.sort]]) {
    if (parts[name].value !== field) parts[name].value = field;
  }
}

function drawChips(inScope) {
  const chips = FILTERS.map(([name, title, holds, sign]) => [name, title, inScope.reduce((sum, test) => sum + (holds(test) ? 1 : 0), 0), sign])
    .filter(([name, , number]) => number || name === state.show || name === 'all')
    .map(([name, title, number, sign]) => make('button', { type: 'button', 'aria-pressed': String(name === state.show), 'data-show': name, onclick: () => again(name) },
      sign && icon(sign), title, make('span', { class: 'count' }, number.toLocaleString('en'))));
  if (state.cause !== '') {
    chips.push(make('button', { type: 'button', class: 'clear', 'aria-label': 'Show other causes too', onclick: () => change({ cause: '' }) }, `✕ ${index.causes[Number(state.cause)]}`));
  }
  parts.chips.replaceChildren(...chips);
}

function again(name) {
  change({ show: name });
  parts.chips.querySelector(`[data-show="${name}"]`)?.focus();
}

function rowOf(test, wanted) {
  const id = idOf(test);
  const isOpen = state.open === id;
  const panel = make('div', { class: 'detail', id: `t${test.n}`, hidden: !isOpen, role: 'region', 'aria-label': id });
  if (isOpen) panel.append(...kept(detailOf(test)));
  const button = make('button', { type: 'button', class: 'row', 'aria-expanded': String(isOpen), 'aria-controls': panel.id, onclick: () => toggle(test, button, panel) },
    icon(test.outcome), make('span', { class: 'unseen' }, `${WORDS[test.outcome]}: `),
    make('span', { class: 'id' }, test.rest && make('span', { class: 'file' }, marked(test.file, wanted)), make('b', {}, marked(test.rest || test.file, wanted)),
      test.flaky && make('span', { class: 'chip' }, icon('flaky'), ' flaky'), index.suites.length > 1 && make('span', { class: 'chip' }, test.suite)),
    make('span', { class: 'time' }, took(test.ms)),
    test.name && make('span', { class: 'name' }, marked(test.name, wanted)),
    test.message && make('span', { class: 'said' }, marked(test.message, wanted)));
  return make('li', {}, button, panel);
}

const kept = (children) => children.flat().filter(Boolean);

function toggle(test, button, panel) {
  const opens = panel.hidden;
  if (opens && !panel.hasChildNodes()) panel.append(...kept(detailOf(test)));
  panel.hidden = !opens;
  button.setAttribute('aria-expanded', String(opens));
  state.open = opens ? idOf(test) : '';
  remember();
}

function marked(text, wanted) {
  if (!wanted.length) return text;
  const lower = text.toLowerCase();
  // A text whose lower case is longer has other positions.
  if (lower.length !== text.length) return text;
  const found = wanted.map((word) => [lower.indexOf(word), word.length]).filter(([at]) => at >= 0).sort(([one], [other]) => one - other);
  const pieces = [];
  let end = 0;
  for (const [at, length] of found) {
    if (at >= end) { pieces.push(text.slice(end, at), make('mark', {}, text.slice(at, at + length))); end = at + length; }
  }
  return [...pieces, text.slice(end)];
}

function drawPager(total, from, pages) {
  const go = (page) => () => { change({ page }); parts.rows.querySelector('.row')?.focus(); document.getElementById('tests').scrollIntoView(); };
  parts.pager.hidden = pages < 2;
  parts.pager.replaceChildren(
    make('button', { type: 'button', disabled: state.page === 0, onclick: go(state.page - 1) }, 'Previous'),
    make('span', { class: 'note' }, `${(from + 1).toLocaleString('en')} to ${Math.min(from + PAGE, total).toLocaleString('en')} of ${many(total, 'test')}`),
    make('button', { type: 'button', disabled: state.page >= pages - 1, onclick: go(state.page + 1) }, 'Next'));
}

function moveAlong(event) {
  const rows = [...parts.rows.querySelectorAll('.row')];
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at >= 0 && to !== undefined && rows[to]) { event.preventDefault(); rows[to].focus(); }
}
