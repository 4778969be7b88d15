'use strict';
// Looks for barriers in pages: `node qaagent_a11y.cjs INPUT.json`. It needs Node 18, a Playwright and an axe-core, whose
// places INPUT names. A line of JSON for each page is appended to INPUT.results as soon as the page is done, so that what
// was found outlives a time limit; the last line says that there are no more. Ends with 1 where a page could not be looked at.

const fs = require('fs');
const path = require('path');

async function main(input) {
  const { chromium } = require(input.playwright);
  const axe = fs.readFileSync(input.axe, 'utf8');
  const ask = `(${fs.readFileSync(path.join(__dirname, 'in_page.js'), 'utf8')})(${JSON.stringify(input.options)})`;
  const tell = (row) => fs.appendFileSync(input.results, `${JSON.stringify(row)}\n`);
  const browser = await chromium.launch({ executablePath: input.browser || undefined, args: input.args });
  let broken = 0;
  try {
    const context = await browser.newContext({ bypassCSP: true, serviceWorkers: 'block' });
    context.setDefaultTimeout(input.patience);
    await withHeaders(context, new URL(input.base_url).origin, JSON.parse(process.env.QAAGENT_TOOL_HEADERS || '{}'));
    for (const [number, asked] of input.pages.entries()) {
      const page = await context.newPage();
      try {
        tell({ path: asked, ...(await examined(page, asked, number, { input, axe, ask })) });
      } catch (error) {
        broken += 1;
        tell({ path: asked, error: String((error && error.message) || error).split('\n')[0] });
      } finally {
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  tell({ done: true, pages: input.pages.length });
  return broken ? 1 : 0;
}

async function examined(page, asked, number, { input, axe, ask }) {
  const response = await page.goto(`${input.base_url}${asked}`, { waitUntil: 'load' });
  // Scripts may still be drawing; a page that never rests is looked at as it is then.
  await page.waitForLoadState('networkidle', { timeout: input.rest }).catch(() => {});
  const where = { url: page.url(), status: response ? response.status() : 0 };
  if (where.status >= 400) throw new Error(`the server answers ${where.status}`);
  if (new URL(where.url).origin !== new URL(input.base_url).origin) throw new Error(`leads away, to ${where.url}`);
  for (const frame of page.frames()) await frame.evaluate(axe).catch(() => {}); // a frame may be gone by now
  const found = await page.evaluate(ask);
  if (!found.violations.length) return { ...where, ...found };
  const screenshot = `page-${number + 1}.png`;
  await page.screenshot({ path: path.join(path.dirname(input.results), screenshot), fullPage: true });
  return { ...where, ...found, screenshot };
}

/** Give headers to the server under test alone: a token is nothing for others that a page loads from. */
async function withHeaders(context, origin, headers) {
  if (!Object.keys(headers).length) return;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  await context.route((url) => url.origin === origin, (route) => route.continue({ headers: { ...route.request().headers(), ...lower } }));
}

main(JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))).then(
  (code) => process.exit(code),
  (error) => {
    console.error((error && error.stack) || error);
    process.exit(2);
  },
);
