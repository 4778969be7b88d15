// What is said of routes by themselves: marks, a hover whose links lead to tests, references, the call hierarchy.
import { goTo, hoverHere, lens, problems, screenshot, squiggles, story, told, untilVisible } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await page.setViewportSize({ width: 1000, height: 680 });
  await page.keyboard.press('Control+b');
  await lens(page, /^▶ 2 tests$/).waitFor();
  await page.locator('.squiggly-info').first().waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  const seen = { marks: { information: await squiggles(page, 'info'), warnings: await squiggles(page, 'warning') } };
  seen.problems = await problems(page);
  await page.keyboard.press('Control+j');
  await page.locator('.markers-panel').waitFor({ state: 'hidden' });

  await goTo(page, told.handler);
  const hover = await hoverHere(page, 'by a call in the text');
  seen.hover = await hover.innerText();
  await screenshot(page, 'vscode-hover');
  await hover.locator('a', { hasText: 'test_unknown_pet' }).click();
  await page.locator('.tab.active', { hasText: 'test_pets.py' }).waitFor();
  seen.followed = await page.locator('.tab.active').innerText();

  // By its tab: the keys that go back are let go before a busy workbench has heard of the first.
  await page.locator('.tab', { hasText: /^pets\.py/ }).click();
  await page.locator('.tab.active', { hasText: /^pets\.py/ }).waitFor();
  await goTo(page, told.handler);
  const tree = page.locator('.part.sidebar .monaco-list-row');
  const caller = tree.filter({ hasText: 'test_unknown_pet' });
  await untilVisible(caller, () => page.keyboard.press('Shift+Alt+h'));
  seen.callers = await tree.allInnerTexts();
  await screenshot(page, 'vscode-call-hierarchy');
  return seen;
});
