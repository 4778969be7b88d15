// A headless Chromium on the workbench, and what a user sees in it. Nothing here sleeps: every wait has a condition.
const { chromium } = await import(process.env.QAAGENT_PLAYWRIGHT);

// A bound, never an expectation: making an environment on a machine with much else to do takes its minute.
const PATIENCE = 150_000;

// Items one by one: the bar itself holds styles as well.
const SPOKEN = '.notifications-toasts, .notifications-center, .statusbar-item';

/** What the Python side told: port, folder, screenshots, … */
export const told = JSON.parse(process.argv[2]);

/** Opens a folder, and a file in it, in a page of its own. */
export async function open({ folder, file, payload = [], expose = {} }) {
  const browser = await chromium.launch({
    executablePath: told.chromium,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1000, height: 680 } });
  page.setDefaultTimeout(PATIENCE);
  for (const [name, listener] of Object.entries(expose)) {
    await page.exposeFunction(name, listener);
  }
  const origin = `127.0.0.1:${told.port}`;
  const opened = file === undefined ? payload : [['openFile', `vscode-remote://${origin}${folder}/${file}`], ...payload];
  await page.goto(`http://${origin}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(opened))}`);
  await page.locator('.monaco-workbench').waitFor();
  return { browser, page };
}

/** Runs a story; when it breaks, a screenshot of the moment is kept and the process fails. */
export async function story(where, tell) {
  const { browser, page } = await open(where);
  try {
    await said(page);
    const seen = await tell(page);
    process.stdout.write(JSON.stringify(seen));
  } catch (error) {
    await page.screenshot({ path: `${told.screenshots}/broken.png` });
    // Where a machine keeps no screenshots, the words that a person would have read tell where a story stopped.
    const words = await page.locator(`${SPOKEN}, .quick-input-widget:visible`).allInnerTexts();
    const before = await page.evaluate(() => [...(globalThis.said ?? [])].slice(-20));
    throw new Error(`the window says ${JSON.stringify(words.map(flat))} and said ${JSON.stringify(before)}`, { cause: error });
  } finally {
    await browser.close();
  }
}

export function lens(page, text) {
  return page.locator('.codelens-decoration a', { hasText: text });
}

export function lensTexts(page) {
  return page.locator('.codelens-decoration').allInnerTexts();
}

export async function squiggles(page, kind) {
  return page.locator(`.squiggly-${kind}`).count();
}

/** The text of the extension's item in the status bar, icons left out. */
export function statusItem(page) {
  return page.locator('[id="qaagent.qaagent-lsp.qaagent.status"]');
}

export async function waitForStatus(page, pattern) {
  await statusItem(page).filter({ hasText: pattern }).waitFor();
  return (await statusItem(page).innerText()).trim();
}

/** Puts the cursor at a place of the file, `line` or `line:column`, both 1-based. */
export async function goTo(page, place) {
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type(`${place}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Shows the hover at the cursor. Lenses that arrive push lines down, and that closes it: then it is asked for again. */
export async function hoverHere(page, text) {
  const hover = page.locator('.monaco-hover:visible', { hasText: text });
  await untilVisible(hover, async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
  });
  return hover;
}

/** Asks, again and again as a person would, until something is there. */
export async function untilVisible(wanted, ask) {
  for (let attempts = 1; attempts < 10; attempts += 1) {
    await ask();
    try {
      return await wanted.waitFor({ timeout: PATIENCE / 10 });
    } catch (error) {
      if (error.name !== 'TimeoutError') {
        throw error;
      }
    }
  }
  await ask();
  return wanted.waitFor({ timeout: PATIENCE / 10 });
}

/** Replaces a whole line by typing, as a person would; indentation stays. `number` is 1-based. */
export async function retypeLine(page, number, text) {
  await goTo(page, number);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText(text);
}

/** The rows of the Problems panel. */
export async function problems(page) {
  await page.keyboard.press('Control+Shift+m');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  return problemRows(page);
}

export function problemRows(page) {
  return page.locator('.markers-panel .monaco-list-row').allInnerTexts();
}

/** Opens a file of the folder by its name. */
export async function openFile(page, name) {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').waitFor();
  await page.locator('.quick-input-widget input').fill(name);
  const [last] = name.split('/').slice(-1);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: last }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: last }).waitFor();
}

/** Makes the panel at the bottom higher, by its upper edge. */
export async function growPanel(page, pixels) {
  const { x, y, width } = await page.locator('.part.panel').boundingBox();
  await page.mouse.move(x + width / 4, y - 3);
  await page.mouse.down();
  await page.mouse.move(x + width / 4, y - pixels, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(x + width / 4, y / 2); // the edge is no longer lit
}

/**
 * Begins to note what notifications and status bar say, for a message may be gone before anybody looks for it.
 * The answer waits until a text was said that matches, and returns it.
 */
export async function said(page) {
  await page.evaluate((spoken) => {
    globalThis.said = new Set();
    const note = () => document.querySelectorAll(spoken).forEach((part) => globalThis.said.add(part.textContent));
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, SPOKEN);
  return async (pattern) => {
    const matching = ({ source, flags }) =>
      [...globalThis.said].find((text) => new RegExp(source, flags).test(text.replace(/\s+/g, ' ')));
    const { source, flags } = pattern;
    return flat(await (await page.waitForFunction(matching, { source, flags })).jsonValue());
  };
}

function flat(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** Chooses the row of an open list that is lit. */
export async function choose(page, text) {
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
  await page.keyboard.press('Enter');
}

/** Runs a command of the palette by its title. */
export async function palette(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').waitFor();
  await page.locator('.quick-input-widget input').fill(`>${title}`);
  await choose(page, title);
}

export async function screenshot(page, name, clip) {
  await page.screenshot({ path: `${told.screenshots}/${name}.png`, clip });
}
