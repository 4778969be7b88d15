/** The item in the status bar: what runs now, or how the last run ended. */
import { StatusBarAlignment, ThemeColor, commands, window } from 'vscode';
import type { Board } from './runs';
import { running } from './runs';
import { statusText } from './words';

export interface StatusBar {
  show(board: Board): void;
  /** The server is being started, or cannot be: `problem` says so until the next `show`. */
  showServer(state: 'starting' | 'broken', tooltip: string): void;
  dispose(): void;
}

export function createStatusBar(): StatusBar {
  const item = window.createStatusBarItem('qaagent.status', StatusBarAlignment.Left, 0);
  item.name = 'qaagent';
  item.command = 'qaagent.client.status';
  item.show();
  return {
    show(board) {
      const { text, tooltip, mood } = statusText(board);
      item.text = text;
      item.tooltip = tooltip;
      item.color = mood === 'bad' ? new ThemeColor('testing.iconFailed') : undefined;
      item.backgroundColor = undefined;
      item.accessibilityInformation = { label: `${text.replace(/\$\([^)]*\) /, '')}. ${tooltip}` };
      void commands.executeCommand('setContext', 'qaagent.running', running(board).length > 0);
    },
    showServer(state, tooltip) {
      item.text = state === 'starting' ? '$(loading~spin) qaagent' : '$(warning) qaagent';
      item.tooltip = tooltip;
      item.color = undefined;
      item.backgroundColor = state === 'broken' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    },
    dispose() {
      item.dispose();
    },
  };
}
