'use strict';
// Steps of a test → the requests it made. Versions name their steps differently: 1.40 "apiRequestContext.get(/pets)",
// 1.56 'GET "/pets"', the newest tell method and URL apart. What a page fetches by itself is in no step.

const OLD = /^apiRequestContext\.(get|post|put|patch|delete|head|fetch)\((.*)\)$/s;
const NAMED = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|FETCH)(?: "?(.*?)"?)?$/is;
const PAGE = /^(?:(?:page|frame)\.goto\((.*)\)|Navigate(?: to)?(?: "?(.*?)"?)?)$/s;
const HOOKS = { 'Before Hooks': 'setup', 'After Hooks': 'teardown', 'Worker Cleanup': 'teardown' };

/** Hits by the part of the test they were made in: {setup: [...], call: [...], teardown: [...]}. */
function hitsOf(result, baseURL, sources) {
  const found = { setup: [], call: [], teardown: [] };
  for (const step of result.steps || []) {
    const part = (step.category === 'hook' && HOOKS[step.title]) || 'call';
    collect(step, found[part], baseURL, sources);
  }
  return found;
}

function collect(step, hits, baseURL, sources) {
  const asked = step.category === 'pw:api' ? requestOf(step, sources) : null;
  const path = asked && pathOf(asked.url, baseURL);
  if (path) {
    const same = hits.find((hit) => hit.method === asked.method && hit.path === path);
    if (same) same.count += 1;
    else hits.push({ method: asked.method, path, handler: '', file: '', line: 0, status: null, entered: false, how: 'request', count: 1 });
    return;
  }
  for (const inner of step.steps || []) collect(inner, hits, baseURL, sources);
}

function requestOf(step, sources) {
  const params = step.params || {};
  const url = params.url || step.subtitle;
  const page = PAGE.exec(step.title);
  if (page) return { method: 'GET', url: url || page[1] || page[2] || '' };
  const old = OLD.exec(step.title) || NAMED.exec(step.title);
  if (!old) return null;
  let method = String(params.method || old[1]).toUpperCase();
  if (method === 'FETCH') method = sources.fetchMethod(step.location) || 'GET';
  return { method, url: url || old[2] || '' };
}

/** The path of a URL as the server gets it, without its query; null for other hosts and what is no URL. */
function pathOf(url, baseURL) {
  if (!url || /^(?:about|data|blob|javascript):/i.test(url)) return null;
  try {
    const base = new URL(baseURL || 'http://localhost/');
    const full = new URL(url, base);
    const isLocal = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(full.hostname);
    if (baseURL && full.host !== base.host && !isLocal) return null;
    return decodeURI(full.pathname);
  } catch {
    return null;
  }
}

module.exports = { hitsOf, pathOf };
