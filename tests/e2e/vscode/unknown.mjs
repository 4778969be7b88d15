// Routes of which the code does not tell the path: marked where they are registered, and no longer once a test has run.
import { lens, lensTexts, problemRows, problems, screenshot, squiggles, story, told } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 1 test$/).waitFor();
  await page.locator('.squiggly-info').first().waitFor();
  const seen = { problems: await problems(page), lenses: await lensTexts(page) };
  await screenshot(page, 'vscode-unknown-routes');

  await lens(page, /^▶ 1 test$/).click();
  await lens(page, /^✓ 1\/1/).first().waitFor();
  await page.locator('.squiggly-info').first().waitFor({ state: 'hidden' });
  await page.locator('.codelens-decoration', { hasText: 'no tests' }).waitFor();
  seen.after = { problems: await problemRows(page), squiggles: await squiggles(page, 'info'), lenses: await lensTexts(page) };
  await screenshot(page, 'vscode-unknown-routes-after');
  return seen;
});
