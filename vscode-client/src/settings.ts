/** The `qaagent` section as the server may see it: the client keeps `qaagent.server.*` for itself. */
import type { Uri } from 'vscode';
import { workspace } from 'vscode';

const SECTION = 'qaagent';
const OURS = 'server';

export type ServerSettings = Record<string, unknown>;

/** Settings of one folder for the server, which refuses what it does not know. */
export function serverSettings(scope: Uri | undefined): ServerSettings {
  return withoutOurs(workspace.getConfiguration(undefined, scope).get(SECTION));
}

export function withoutOurs(section: unknown): ServerSettings {
  if (typeof section !== 'object' || section === null) {
    return {};
  }
  return Object.fromEntries(Object.entries(section).filter(([key]) => key !== OURS));
}

/** A text setting of the client's own; empty counts as unset. */
export function ownText(key: 'server.path' | 'server.python'): string | undefined {
  const value = workspace.getConfiguration(SECTION).get<string | null>(key);
  return value?.trim() ? value.trim() : undefined;
}
