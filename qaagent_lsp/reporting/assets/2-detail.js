// What is shown of one test when it is opened.
function detailOf(test) {
  const told = detailsOf(test.n);
  const parts = [answer(told.diagnosis), reason(told.reason)];
  const failures = told.failures ?? [];
  failures.forEach((failure, n) => parts.push(...failureOf(failure, failures.length > 1 ? ` ${n + 1} of ${failures.length}` : '')));
  parts.push(...shots(told.files ?? []), ...tries(told.tries ?? [], failures[0]?.message), ...output(told.output), ...reached(told), ...facts(test, told));
  return parts;
}

function answer(found) {
  if (!found) return undefined;
  const where = found.fault === 'unknown' ? 'It is not known where the fault lies.' : `The fault probably lies in the ${found.fault} (${Math.round(found.sure * 100)} % sure).`;
  const opinion = found.opinion && make('p', { class: 'quiet' }, `${found.opinion[0]} thinks: ${found.opinion[1]} ${found.opinion[2]}`);
  return make('div', { class: 'answer' },
    make('p', {}, make('strong', {}, where), ' ', found.suggestion),
    make('p', { class: 'quiet' }, make('span', { class: 'chip' }, found.category), ' ', found.evidence.join('; ')), opinion);
}

const reason = (text) => text && make('p', { class: 'answer' }, text);

function failureOf(failure, which) {
  const phase = failure.when ? ` in ${failure.when}` : '';
  const about = failure.subtest ? ` (${failure.subtest})` : '';
  const parts = [make('h3', {}, `Failure${which}${phase}${about}`), block(failure.message || failure.exception, 'What it says')];
  if (failure.source) {
    parts.push(make('h3', {}, 'Source ', make('code', {}, place(failure.at))), source(failure.source, failure.at));
  } else if (failure.at) {
    parts.push(make('p', { class: 'places' }, make('span', {}, 'at ', make('code', {}, place(failure.at)), failure.at[4] && ` in ${failure.at[4]}`)));
  }
  if (failure.frames) {
    parts.push(make('h3', {}, 'The way there'), make('ol', { class: 'places' },
      failure.frames.map((at) => make('li', {}, make('code', {}, place(at)), at[4] && ` ${at[4]}`))));
  }
  if (failure.text && failure.text !== failure.message) {
    const whole = fold('Whole report of the tool', block(failure.text, 'Whole report', true));
    // Where no source is shown, the report has it.
    whole.open = !failure.source;
    parts.push(whole);
  }
  return parts;
}

const place = (at) => `${at[0]}:${at[1]}`;

function source({ first, lines }, at) {
  const shown = make('pre', { class: 'block source', tabindex: 0, 'aria-label': `Source of ${place(at)}` });
  lines.forEach((text, n) => {
    const number = first + n;
    const here = number === at[1];
    const line = make('span', { class: here ? 'line here' : 'line' }, make('i', { 'aria-hidden': 'true' }, String(number)));
    // Columns count code points.
    const points = here && at[3] > at[2] ? [...text] : undefined;
    if (points) line.append(points.slice(0, at[2] - 1).join(''), make('em', {}, points.slice(at[2] - 1, at[3] - 1).join('')), points.slice(at[3] - 1).join(''));
    else line.append(text);
    if (here) line.append(make('span', { class: 'unseen' }, ' (failed here)'));
    shown.append(line);
  });
  return shown;
}

// Differences are told by their signs, which are in the text; colour helps.
function block(text, label, coded = false) {
  const shown = make('pre', { class: 'block', tabindex: 0, 'aria-label': label });
  const differs = /^(E? *)[-+?] /m.test(text) || (/^ *Expected\b/m.test(text) && /^ *Received\b/m.test(text));
  for (const line of text.split('\n')) {
    const bare = line.replace(/^E {2,}/, '').trimStart();
    let kind;
    if (differs && /^-( |$)|^Expected\b/.test(bare)) kind = 'minus';
    else if (differs && /^\+( |$)|^Received\b/.test(bare) && !/^\+ {2}where /.test(bare)) kind = 'plus';
    else if (coded && /^>/.test(line)) kind = 'loud';
    else if (coded && /^E /.test(line)) kind = 'loud';
    shown.append(kind ? make('span', { class: kind }, line) : line, '\n');
  }
  return shown;
}

const fold = (title, ...inside) => make('details', {}, make('summary', {}, title), ...inside);

// A try that says what the last one says needs no second block.
function tries(all, last) {
  if (all.length < 2) return [];
  const items = all.map((one, n) => make('li', {}, `Try ${n + 1}: `, outcomeOf(one.outcome), ` in ${took(one.ms)}`,
    one.failures.filter((failure) => failure.message !== last).map((failure) => block(failure.message || failure.exception || '', `What try ${n + 1} says`))));
  return [make('h3', {}, 'Tries'), make('ol', { class: 'places' }, items)];
}

function output(text) {
  if (!text) return [];
  return text.length < 4000
    ? [make('h3', {}, 'Captured output'), block(text, 'Captured output')]
    : [fold(`Captured output (${text.length.toLocaleString('en')} characters)`, block(text, 'Captured output'))];
}

function shots(files) {
  if (!files.length) return [];
  const images = files.filter(([, , kind]) => kind === 'image').map(([name, href, , held]) => make('figure', {},
    make('a', { href }, make('img', { src: held ?? href, alt: `Screenshot: ${name}`, loading: 'lazy' })), make('figcaption', {}, name)));
  const others = files.filter(([, , kind]) => kind !== 'image').map(([name, href]) => make('li', {}, make('a', { href }, name)));
  return [make('h3', {}, 'Files that the test left'), images.length ? make('div', { class: 'shots' }, images) : undefined,
    others.length ? make('ul', { class: 'places' }, others) : undefined];
}

function reached({ links = [], hits = [] }) {
  const parts = [];
  if (links.length) {
    parts.push(make('h3', {}, 'Routes'), make('ul', { class: 'places' }, links.map(([route, how, why]) =>
      make('li', {}, make('code', {}, index.routes[route] ?? ''), ' ', make('span', { class: 'note' }, why.startsWith(how) ? why : `${how}: ${why}`)))));
  }
  if (hits.length) {
    parts.push(make('h3', {}, 'Requests'), make('ol', { class: 'places' }, hits.map(([method, path, status, when, count]) =>
      make('li', {}, make('code', {}, `${method} ${path}`), ` answered ${status ?? 'nothing'}`, count > 1 && ` ${count} times`, when !== 'call' && ` in ${when}`))));
  }
  return parts;
}

function facts(test, { worker }) {
  const again = `qaagent-lsp run --test ${quoted(idOf(test))}`;
  return [make('h3', {}, 'Run it again'), make('p', {}, make('code', {}, again), ' ',
    make('button', { type: 'button', class: 'copy', onclick: (event) => copy(again, event.currentTarget) }, 'Copy')),
  worker && make('p', { class: 'note' }, `Ran in worker ${worker}.`)];
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select and copy the text';
  }
}
