/** Workspace trust: what is static works without it, runs do not. */
import { commands, window, workspace } from 'vscode';

const MANAGE = 'Manage Workspace Trust';

/** Whether user code may be run; says why not, and how that is changed. */
export function mayRun(): boolean {
  if (workspace.isTrusted) {
    return true;
  }
  const message = 'qaagent: nothing is run in a workspace that is not trusted.';
  void window.showWarningMessage(message, MANAGE).then((choice) => {
    if (choice === MANAGE) {
      void commands.executeCommand('workbench.trust.manage');
    }
  });
  return false;
}
