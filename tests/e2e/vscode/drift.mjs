// What tests got of a route, held against its document: marked at the handler and at the operation, gone when it is mended.
import { goTo, lens, openFile, problemRows, problems, retypeLine, screenshot, squiggles, story, told } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 600 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 2 tests$/).waitFor();
  const seen = { before: await squiggles(page, 'info') };

  await lens(page, /^▶ 2 tests$/).click();
  await lens(page, /^✓ 2\/2/).waitFor();
  await page.locator('.squiggly-info').first().waitFor();
  await goTo(page, 20);
  seen.problems = await problems(page);
  await lens(page, /^✓ 2\/2/).waitFor();
  await screenshot(page, 'vscode-drift');

  await openFile(page, 'openapi.yaml');
  await page.locator('.squiggly-info').first().waitFor();
  await retypeLine(page, told.line, told.mended);
  await page.locator('.markers-panel .monaco-list-row').first().waitFor({ state: 'hidden' });
  seen.after = { problems: await problemRows(page), document: await squiggles(page, 'info') };
  await openFile(page, 'pets.py');
  await lens(page, /^✓ 2\/2/).waitFor();
  seen.after.handler = await squiggles(page, 'info');
  return seen;
});
