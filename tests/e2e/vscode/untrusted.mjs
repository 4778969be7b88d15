// A workspace that is not trusted: lenses show, a click is refused; trust is granted, and the same click runs.
import { lens, palette, screenshot, story, told, waitForStatus } from './workbench.mjs';

await story({ folder: told.folder, file: told.file }, async (page) => {
  await lens(page, /^▶/).first().click();
  const message = page.locator('.notification-list-item-message', { hasText: 'qaagent' });
  await message.waitFor();
  const refusal = await message.innerText();
  await screenshot(page, 'untrusted');

  await page.locator('.notification-list-item', { hasText: 'qaagent' }).getByText('Manage Workspace Trust').click();
  await page.locator('.workspace-trust-editor').getByText('Trust', { exact: true }).click();
  await page.getByText('You trust this folder').waitFor();
  await page.locator('.monaco-modal-editor-block').getByRole('button', { name: /^Close/ }).last().click();
  await page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
  await palette(page, 'qaagent: Run All Tests');
  const status = await waitForStatus(page, /passed/);
  await screenshot(page, 'trusted');
  return { refusal, status };
});
