// One route, three tools: click its lens, see the failure on the route, in each tool's own file and on the step; fix it.
import {
  growPanel,
  lens,
  lensTexts,
  openFile,
  problemRows,
  problems,
  retypeLine,
  screenshot,
  squiggles,
  story,
  told,
  waitForStatus,
} from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 5 tests$/).waitFor();
  await lens(page, /^▶ 5 tests$/).click();
  await lens(page, /^✗ 5\/5/).waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  const red = { status: await waitForStatus(page, /failed/), warnings: await squiggles(page, 'warning') };

  const first = await problems(page);
  await growPanel(page, 90);
  await page.keyboard.press('End');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'GET /pets/{pet_id}: 5 of 5' }).waitFor();
  red.problems = [...first, ...(await problemRows(page))];
  await screenshot(page, 'vscode-three-tools');
  await page.keyboard.press('Control+j');
  await page.locator('.markers-panel').waitFor({ state: 'hidden' });

  await openFile(page, 'pets.feature');
  await lens(page, /^▶ 2 tests$/).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  const feature = { errors: await squiggles(page, 'error'), lenses: await lensTexts(page) };
  await screenshot(page, 'vscode-feature');

  await openFile(page, told.file);
  await lens(page, /^▶ 5 tests$/).waitFor();
  await retypeLine(page, told.line, told.text);
  await lens(page, /^▶ 5 tests$/).click();
  await lens(page, /^✓ 5\/5/).waitFor();
  await page.locator('.squiggly-warning').waitFor({ state: 'detached' });
  const green = { status: await waitForStatus(page, /qaagent\s\d+ passed/) };
  await openFile(page, 'pets.feature');
  await lens(page, /^✓ 2\/2/).waitFor();
  green.errors = await squiggles(page, 'error');
  return { red, feature, green };
});
