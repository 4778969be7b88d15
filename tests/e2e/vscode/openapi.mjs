// An operation of an OpenAPI document has the lens of its route: clicked there, the route's tests run.
import { lens, screenshot, story, told, waitForStatus } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 560 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 2 tests$/).click();
  await lens(page, /^✓ 2\/2/).waitFor();
  await waitForStatus(page, / passed/);
  const seen = { mistakes: await page.locator('.squiggly-warning').count() };
  await screenshot(page, 'vscode-openapi');
  return seen;
});
