'use strict';
// What the page knows: rows of tests at once, what is behind each of them when the first one is opened.
const index = JSON.parse(document.getElementById('index').textContent);
let behind;
const detailsOf = (n) => (behind ??= JSON.parse(document.getElementById('details').textContent))[n] ?? {};

const WORDS = { passed: 'Passed', failed: 'Failed', error: 'Error', skipped: 'Skipped', flaky: 'Flaky' };
const SHAPES = { passed: 'i-pass', failed: 'i-fail', error: 'i-error', skipped: 'i-skip', flaky: 'i-flaky' };
// Red first: that is what a report is opened for.
const URGENCY = [3, 0, 1, 2];

const cases = index.rows.map(([file, rest, suite, outcome, ms, routes, line, message, flaky, name, cause], n) => ({
  n, rest, ms, routes, line, file: index.files[file], suite: index.suites[suite], outcome: index.outcomes[outcome],
  urgency: URGENCY[outcome], message: message ?? '', flaky: Boolean(flaky), name: name ?? '', cause: (cause ?? 0) - 1,
}));
const idOf = (test) => test.file + test.rest;
// Made once, when the first word is typed.
const hay = (test) => (test.hay ??= [idOf(test), test.name, test.message, ...test.routes.map((r) => index.routes[r])].join('\n').toLowerCase());

// Texts only ever become text nodes: nothing of the evidence is read as markup.
function make(tag, attributes, ...children) {
  const drawn = tag === 'svg' || tag === 'use';
  const made = drawn ? document.createElementNS(document.querySelector('.shapes').namespaceURI, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
}

const icon = (state) => make('svg', { class: `icon ${state}`, 'aria-hidden': 'true' }, make('use', { href: `#${SHAPES[state] ?? 'i-skip'}` }));
const outcomeOf = (state) => make('span', { class: `outcome ${state}` }, icon(state), WORDS[state] ?? state);

function took(ms) {
  if (ms < 1) return '< 1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
const many = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
