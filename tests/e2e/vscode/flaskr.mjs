// A route with a bug: click its lens, see red on the line and on the route; fix it by typing, click again, see green.
import { lens, lensTexts, problems, retypeLine, screenshot, squiggles, story, told, waitForStatus } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ \d+ tests$/).first().waitFor();
  const before = { lenses: await lensTexts(page), errors: await squiggles(page, 'error') };

  await lens(page, /^▶ \d+ tests$/).first().click();
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  await lens(page, /^✗/).first().waitFor();
  const red = {
    status: await waitForStatus(page, /failed/),
    lenses: await lensTexts(page),
    errors: await squiggles(page, 'error'),
    warnings: await squiggles(page, 'warning'),
  };
  await screenshot(page, 'vscode-red');
  red.problems = await problems(page);
  await screenshot(page, 'vscode-problems');
  await page.keyboard.press('Control+j');
  await page.locator('.markers-panel').waitFor({ state: 'hidden' });

  await retypeLine(page, told.line, told.text);
  await lens(page, /^▶ \d+ tests$/).first().click();
  await lens(page, /^✓/).first().waitFor();
  await page.locator('.squiggly-error').waitFor({ state: 'detached' });
  await page.locator('.squiggly-warning').waitFor({ state: 'detached' });
  const green = { status: await waitForStatus(page, /qaagent\s\d+ passed/), lenses: await lensTexts(page) };
  await screenshot(page, 'vscode-green');
  return { before, red, green };
});
