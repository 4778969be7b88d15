// A plan, started from the palette: its progress is shown step by step, and what a tool finds stands on the handlers.
import { choose, goTo, lens, palette, problems, said, screenshot, squiggles, story, told } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 640 });
  await page.keyboard.press('Control+b');
  await lens(page, /^○ no tests$/).first().waitFor();
  const seen = { before: await squiggles(page, 'warning') };

  await palette(page, 'qaagent: Run a Plan');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Write missing tests first' }).waitFor();
  const spoken = await said(page);
  await choose(page, 'Run suites and inline tools');
  await page.locator('.squiggly-warning').first().waitFor();
  seen.progress = await spoken(/\d\/7 (suites|schemathesis)/);
  await goTo(page, 18);
  seen.problems = await problems(page);
  await screenshot(page, 'vscode-plan');
  return seen;
});
