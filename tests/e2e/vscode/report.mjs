// From the hover of a route that failed to the report of the run, in a tab of the editor: the window is remote.
import { goTo, hoverHere, lens, screenshot, story, told, waitForStatus } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 760 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 2 tests$/).click();
  await lens(page, /^✗ \d\/2/).waitFor();
  await waitForStatus(page, / failed/);
  await goTo(page, told.handler);
  const hover = await hoverHere(page, 'evidence: run');
  const run = hover.locator('a', { hasText: /^\d{8}_\d{6}Z/ });
  const seen = { run: await run.innerText() };
  await run.click();
  await page.locator('.tab.active', { hasText: 'Report of a run' }).waitFor();
  const report = page.frameLocator('iframe.webview').frameLocator('#active-frame');
  seen.verdict = await report.locator('h1').innerText();
  await report.locator('.row').first().click();
  await report.locator('.detail:visible .block').first().waitFor();
  seen.opened = await report.locator('.row[aria-expanded="true"]').count();
  seen.images = await report.locator('img').count();
  await screenshot(page, 'vscode-report');
  return seen;
});
