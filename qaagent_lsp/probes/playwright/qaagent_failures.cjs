'use strict';
// Errors as Playwright tells them → what the editor shows: a message, a type, and frames of the workspace's own files.

const { fileURLToPath } = require('url');
const { plain, shortened, slashed } = require('./qaagent_channel.cjs');

const FRAME = /^\s*at (?:(?:async )?(.*?) \()?((?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/).*?):(\d+):(\d+)\)?$/;
const TYPE = /^([A-Za-z_$][\w$.]*(?:Error|Exception)): /;
const MATCHER = /\bexpect(?:\.soft|\.poll)?\(.*?\)(?:\.(?:not|resolves|rejects))*\.(\w+)\(/;
const TIME_IS_UP = /^(?:Test timeout of|"(?:before|after)(?:All|Each)" hook timeout of|(?:Fixture|Worker teardown) .*timeout)/;
const IN_SET_UP = /while (?:running "before(?:All|Each)"|setting up)|^"before(?:All|Each)" hook timeout/;
const IN_TEAR_DOWN = /while (?:running "after(?:All|Each)"|tearing down)|^"after(?:All|Each)" hook timeout|^Tearing down/;
const NO_BROWSER = /^(.*Executable doesn't exist at [^\n]*)/m;
const INSTALL = /(?:npx|pnpm exec|yarn|bunx) playwright install[^\n║]*/;

class Failures {
  constructor(channel, sources) {
    this.channel = channel;
    this.sources = sources;
  }

  /** The DETAIL of an error. `place` is {file, line, column} of the test, absent for errors that belong to none. */
  detail(error, place) {
    const said = plain(error.message !== undefined ? error.message : error.value);
    const stack = plain(error.stack);
    const type = typeOf(said, stack);
    const frames = this.frames(error, stack, place);
    const told = {
      message: messageOf(said) || 'failed without a message',
      exception: type,
      mro: type.startsWith('expect.') ? ['AssertionError'] : [type],
      text: shortened([stack || said, plain(error.snippet), ...causes(error)].filter(Boolean).join('\n\n')),
      frames,
    };
    if (!frames.length && place) {
      told.frames = [this.frame(place.file, place.line, place.column, '')];
      told.at_definition = true;
    }
    return told;
  }

  /** Frames outermost first. The spec comes first also where an asynchronous stack has lost it. */
  frames(error, stack, place) {
    const found = [];
    for (const line of stack.split('\n')) {
      const [, name, file, at, column] = FRAME.exec(line) || [];
      if (file && this.isOurs(pathOf(file))) found.unshift(this.frame(pathOf(file), +at, +column, name || ''));
    }
    const { location } = error;
    if (location && this.isOurs(location.file) && !found.some((frame) => isAt(frame, this.channel.absolute(location.file), location.line))) {
      found.push(this.frame(location.file, location.line, location.column, ''));
    }
    if (place && found.length && !found.some((frame) => frame[0] === this.channel.absolute(place.file))) {
      found.unshift(this.frame(place.file, place.line, place.column, ''));
    }
    return found;
  }

  frame(file, line, column, name) {
    return [this.channel.absolute(file), ...this.sources.span(file, line, column), name];
  }

  isOurs(file) {
    const name = this.channel.inside(file);
    return name !== null && !/(?:^|\/)node_modules\//.test(name);
  }
}

/** In which part of a test an error arose: 'setup' | 'call' | 'teardown', '???' where the process died in it. */
function phaseOf(error, result) {
  const said = plain(error.message);
  if (/^(?:Error: )?[Ww]orker process exited unexpectedly/.test(said)) return '???';
  if (IN_SET_UP.test(said)) return 'setup';
  if (IN_TEAR_DOWN.test(said)) return 'teardown';
  for (const step of result.steps || []) {
    if (step.category !== 'hook' || !step.error || plain(step.error.message) !== said) continue;
    if (step.title === 'Before Hooks') return 'setup';
    if (step.title === 'After Hooks' || step.title === 'Worker Cleanup') return 'teardown';
  }
  return 'call';
}

function typeOf(said, stack) {
  if (TIME_IS_UP.test(said)) return 'TimeoutError';
  const matcher = MATCHER.exec(said);
  if (matcher) return `expect.${matcher[1]}`;
  const named = TYPE.exec(said) || TYPE.exec(stack.replace(/^(?:Uncaught|Unhandled) /, ''));
  // Playwright's own calls say "page.click: Timeout 300ms exceeded." under the name TimeoutError.
  if (!named && /^(?:Error: )?\S+: Timeout \d+ms exceeded/.test(said)) return 'TimeoutError';
  return named ? named[1] : 'Error';
}

function messageOf(said) {
  const browser = NO_BROWSER.exec(said);
  if (browser) {
    const command = INSTALL.exec(said);
    return `${browser[1].trim()}\nInstall it: ${command ? command[0].trim() : 'npx playwright install'}`;
  }
  return (MATCHER.test(said) ? said.replace(/^Error: /, '') : said).trim();
}

function causes(error) {
  const found = [];
  for (let cause = error.cause; cause && found.length < 5; cause = cause.cause) {
    found.push(`[cause] ${plain(cause.stack || cause.message || cause.value)}`);
  }
  return found;
}

function pathOf(file) {
  return slashed(file.startsWith('file://') ? fileURLToPath(file) : file);
}

function isAt(frame, file, line) {
  return frame[0] === file && frame[1] === line;
}

module.exports = { Failures, phaseOf };
