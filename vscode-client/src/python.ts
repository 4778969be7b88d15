/** The interpreter that the Python extension has selected for a folder, where that extension is installed. */
import type { Disposable, Uri } from 'vscode';
import { extensions } from 'vscode';

/** The part of the Python extension's public API that is used here. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<
      { readonly executable: { readonly uri?: Uri | undefined } } | undefined
    >;
    onDidChangeActiveEnvironmentPath(listener: () => void): Disposable;
  };
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = extensions.getExtension<PythonApi>('ms-python.python');
  if (extension === undefined) {
    return undefined;
  }
  try {
    return extension.isActive ? extension.exports : await extension.activate();
  } catch {
    // An interpreter is found by the server too; a broken neighbour is not a reason to have no server.
    return undefined;
  }
}

/** Absolute path of the interpreter, or `null`. */
export async function selectedPython(folder: Uri | undefined): Promise<string | null> {
  const api = await pythonApi();
  if (api === undefined) {
    return null;
  }
  const environment = await api.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath(folder));
  return environment?.executable.uri?.fsPath ?? null;
}

export async function onPythonSelected(listener: () => void): Promise<Disposable | undefined> {
  return (await pythonApi())?.environments.onDidChangeActiveEnvironmentPath(listener);
}
