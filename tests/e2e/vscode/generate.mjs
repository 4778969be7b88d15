// A test of a route is written from the palette: the editor shows the new file, saved, and it can be run from there.
import { choose, lens, palette, screenshot, story, told } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1100, height: 720 });
  await page.keyboard.press('Control+b');
  await lens(page, /▶|○/).first().waitFor();
  await palette(page, 'qaagent: Generate a Test for a Route');
  await page.locator('.quick-input-title', { hasText: 'Generate a test for which route?' }).waitFor();
  await page.keyboard.type(told.route);
  await choose(page, told.route);
  await page.locator('.quick-input-title', { hasText: 'For which tool?' }).waitFor();
  await choose(page, 'pytest');
  await page.locator('.tab.active', { hasText: told.made }).waitFor();
  const run = page.locator('.notification-toast a', { hasText: 'Run it' });
  await run.waitFor();
  await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  await lens(page, /^▶/).first().waitFor();
  await screenshot(page, 'vscode-generate');
  await run.click();
  await lens(page, /^✓/).first().waitFor();
  return { lenses: await page.locator('.codelens-decoration').allInnerTexts() };
});
