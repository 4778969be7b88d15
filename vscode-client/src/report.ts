/** The report of a run, where the window is on another machine than the files, and the way to it from a hover. */
import type { Hover } from 'vscode';
import { MarkdownString, Uri, ViewColumn, env, window, workspace } from 'vscode';
import { linkedEvidence } from './words';

/** A browser beside the window opens a file of this machine; one of a remote machine is shown in a tab of the editor. */
export async function showIfRemote(uri: string): Promise<boolean> {
  if (env.remoteName === undefined || !uri.startsWith('file:') || !uri.endsWith('.html')) {
    return false;
  }
  const file = Uri.parse(uri);
  const folder = Uri.joinPath(file, '..');
  const page = new TextDecoder().decode(await workspace.fs.readFile(file));
  const panel = window.createWebviewPanel('qaagent.report', 'Report of a run', ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: true,
    localResourceRoots: [folder],
  });
  // The page's own policy holds in the tab, too; only its screenshots come from where the editor serves them. The base
  // stands before the policy, which allows none to be set later on.
  // Functions, because `$` means something in a text to be put in, and a folder may be called so.
  panel.webview.html = page
    .replace("img-src 'self' file:", () => `img-src ${panel.webview.cspSource}`)
    .replace('<head>', () => `<head><base href="${panel.webview.asWebviewUri(folder).toString()}/">`);
  return true;
}

/** Links the run that a hover names as evidence to its report. */
export function withReportLink(hover: Hover | null | undefined): Hover | null | undefined {
  for (const content of hover?.contents ?? []) {
    if (content instanceof MarkdownString) {
      content.value = linkedEvidence(content.value);
      content.isTrusted = { enabledCommands: ['qaagent.openReport'] };
    }
  }
  return hover;
}
