// The page around the list: its address, its colours, its keys.
const KEYS = ['text', 'show', 'suite', 'route', 'cause', 'sort', 'open'];
const FIRST = { ...state };

function remember() {
  const told = new URLSearchParams(KEYS.filter((key) => state[key] !== FIRST[key]).map((key) => [key, state[key]])).toString();
  const address = told ? `#?${told}` : '#tests';
  try { history.replaceState(undefined, '', address); } catch { /* Some viewers give a page no address of its own. */ }
}

function recall() {
  if (!location.hash.startsWith('#?')) return false;
  const told = new URLSearchParams(location.hash.slice(2));
  for (const key of KEYS) state[key] = told.get(key) ?? FIRST[key];
  if (!FILTERS.some(([name]) => name === state.show)) state.show = FIRST.show;
  if (!SORTS[state.sort]) state.sort = FIRST.sort;
  if (!(state.cause in index.causes)) state.cause = '';
  if (!(state.route in index.routes)) state.route = '';
  return true;
}

function showTests(wanted) {
  change({ ...FIRST, ...wanted });
  const section = document.getElementById('tests');
  section.scrollIntoView();
  parts.rows.querySelector('.row')?.focus({ preventScroll: true });
}

function buildTheme() {
  const field = document.getElementById('theme');
  const store = { get: () => { try { return localStorage.getItem('qaagent-theme'); } catch { return undefined; } },
    set: (value) => { try { localStorage.setItem('qaagent-theme', value); } catch { /* Not kept, then. */ } } };
  const apply = (value) => { if (value === 'auto') delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = value; };
  const chosen = ['light', 'dark'].includes(store.get()) ? store.get() : 'auto';
  field.hidden = false;
  field.querySelector(`[value="${chosen}"]`).checked = true;
  apply(chosen);
  field.addEventListener('change', (event) => { apply(event.target.value); store.set(event.target.value); });
}

function followSections() {
  const links = new Map([...document.querySelectorAll('.sections a')].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target.id);
    const here = [...links.keys()].find((name) => seen.has(name));
    for (const [name, link] of links) { if (name === here) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current'); }
  }, { rootMargin: '-15% 0px -60% 0px' });
  for (const name of links.keys()) watch.observe(document.getElementById(name));
}

for (const time of document.querySelectorAll('time')) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.title = time.textContent;
    time.textContent = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  }
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-cause], [data-route]');
  if (button?.dataset.cause) showTests({ cause: button.dataset.cause, show: 'bad' });
  if (button?.dataset.route) showTests({ route: button.dataset.route, show: 'all' });
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.matches?.('input, select, textarea');
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) { event.preventDefault(); parts.search.focus(); }
  if (event.key === 'Escape' && event.target === parts.search && parts.search.value) change({ text: '' });
});
window.addEventListener('hashchange', () => { if (recall()) draw(); });
buildTheme();
buildList();
const wasTold = recall();
draw();
followSections();
if (wasTold) document.getElementById('tests').scrollIntoView();
