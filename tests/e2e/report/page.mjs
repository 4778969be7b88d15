// Opens a report as a person does, at several widths and in both colours, and prints what was seen as one JSON object.
import { readFileSync } from 'node:fs';
const { chromium } = await import(process.env.QAAGENT_PLAYWRIGHT);
const told = JSON.parse(process.argv[2]);
const axe = readFileSync(told.axe, 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const browser = await chromium.launch({ executablePath: told.chromium, args: ['--no-sandbox', '--disable-gpu'] });
const seen = { complaints: [], addresses: [], violations: [], wide: [] };

async function opened({ scheme = 'light', width = 1280, bypassCSP = false, hash = '' }) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, bypassCSP });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && seen.complaints.push(message.text()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('dialog', (dialog) => { seen.complaints.push(`dialog ${dialog.message()}`); return dialog.dismiss(); });
  page.on('request', (request) => seen.addresses.push(request.url()));
  await page.goto(`file://${told.page}${hash}`);
  await page.locator('.row, .empty').first().waitFor();
  return page;
}

const rows = (page) => page.locator('.row .id').allInnerTexts();

async function look() {
  for (const [name, scheme, width] of [['light', 'light', 1280], ['dark', 'dark', 1280], ['phone', 'light', 390]]) {
    const page = await opened({ scheme, width, bypassCSP: true });
    for (const row of (await page.locator('.row').all()).slice(0, 4)) await row.click();
    seen.wide.push(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
    await page.addScriptTag({ content: axe });
    const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
    seen.violations.push(...violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0].html}`));
    await page.screenshot({ path: `${told.screenshots}/report-${name}.png`, fullPage: true });
    await page.close();
  }
}

async function use() {
  const page = await opened({});
  seen.title = await page.title();
  seen.first = await rows(page);
  seen.chips = await page.locator('.chips button').allInnerTexts();
  await page.locator('.row').first().click();
  seen.detail = await page.locator('.detail').first().innerText();
  seen.images = await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().then(() => image.naturalWidth, () => 0))));
  seen.address = await page.evaluate(() => location.hash);
  await page.locator('[data-show="all"]').click();
  seen.all = (await rows(page)).length;
  await page.keyboard.press('/');
  await page.keyboard.type(told.search);
  await page.locator('mark', { hasText: told.search }).first().waitFor();
  seen.searched = await rows(page);
  await page.keyboard.press('Escape');
  await page.locator('mark').first().waitFor({ state: 'detached' });
  await page.locator('[data-route]').first().click();
  seen.ofRoute = await rows(page);
  seen.focused = await page.evaluate(() => document.activeElement.className);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  seen.openedByKey = await page.locator('.row[aria-expanded="true"] .id').allInnerTexts();
  await page.locator('label', { hasText: 'Dark' }).click();
  seen.theme = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const again = await opened({ hash: seen.address });
  seen.linked = await again.locator('.row[aria-expanded="true"] .id').allInnerTexts();
}

async function many() {
  const page = await opened({});
  seen.loaded = await page.evaluate(() => Math.round(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd));
  seen.elements = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.locator('[data-show="all"]').click();
  seen.pager = await page.locator('.pager .note').innerText();
  await page.locator('.pager button', { hasText: 'Next' }).click();
  seen.second = await page.locator('.pager .note').innerText();
  await page.locator('#search').fill(told.search);
  await page.locator('mark', { hasText: told.search }).first().waitFor();
  seen.searched = await rows(page);
  seen.elementsAfter = await page.evaluate(() => document.querySelectorAll('*').length);
}

if (told.story === 'many') await many();
else { await look(); await use(); }
await browser.close();
seen.addresses = [...new Set(seen.addresses.map((address) => new URL(address).protocol))];
process.stdout.write(JSON.stringify(seen));
