/**
 * The call hierarchy between tests and handlers, offered while the cursor is on one of them.
 *
 * VS Code asks one extension alone for the call hierarchy of a file: the one that registered last. Ours therefore
 * registers when the cursor comes to a route, a test or the URL of a call, and steps back when it leaves.
 */
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyProvider,
  CancellationToken,
  Disposable,
  Position,
  TextDocument,
  TextEditor,
} from 'vscode';
import { Disposable as VsDisposable, languages, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
} from 'vscode-languageclient/node';
import { newest } from './serial';

const REST_MS = 150;
/** So long after its last answer a tree that is still open can be opened further. */
const TREE_MS = 120_000;

export function followCursor(client: () => Promise<LanguageClient>): Disposable {
  let offered: { readonly language: string; readonly registration: Disposable } | undefined;
  let lastAnswer = 0;
  let timer: NodeJS.Timeout | undefined;
  const lastPlace = newest<boolean>();

  const provider = asking(client, () => {
    lastAnswer = Date.now();
  });

  function stepBack(): void {
    offered?.registration.dispose();
    offered = undefined;
  }

  function offer(language: string): void {
    if (offered?.language !== language) {
      stepBack();
      offered = { language, registration: languages.registerCallHierarchyProvider({ scheme: 'file', language }, provider) };
    }
  }

  async function look(editor: TextEditor | undefined): Promise<void> {
    const place = editor?.document.uri.scheme === 'file' ? editor : undefined;
    const found = await lastPlace(place === undefined ? Promise.resolve(false) : isOurs(client, place));
    if (found === undefined) {
      return; // the cursor has moved on
    }
    if (found.answer && place !== undefined) {
      offer(place.document.languageId);
    } else if (Date.now() - lastAnswer > TREE_MS) {
      stepBack();
    }
  }

  function soon(editor: TextEditor | undefined): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Without a server there is nothing to offer.
      look(editor).catch(stepBack);
    }, REST_MS);
  }

  return VsDisposable.from(
    window.onDidChangeTextEditorSelection((change) => {
      soon(change.textEditor);
    }),
    window.onDidChangeActiveTextEditor(soon),
    new VsDisposable(() => {
      clearTimeout(timer);
      stepBack();
    }),
  );
}

async function isOurs(client: () => Promise<LanguageClient>, editor: TextEditor): Promise<boolean> {
  const ready = await client();
  const params = ready.code2ProtocolConverter.asTextDocumentPositionParams(editor.document, editor.selection.active);
  return ((await ready.sendRequest(CallHierarchyPrepareRequest.type, params)) ?? []).length > 0;
}

function asking(client: () => Promise<LanguageClient>, answered: () => void): CallHierarchyProvider {
  return {
    async prepareCallHierarchy(
      document: TextDocument,
      position: Position,
      token: CancellationToken,
    ): Promise<CallHierarchyItem[] | undefined> {
      const ready = await client();
      const params = ready.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
      const items = await ready.sendRequest(CallHierarchyPrepareRequest.type, params, token);
      if (items !== null && items.length > 0) {
        answered();
      }
      return ready.protocol2CodeConverter.asCallHierarchyItems(items, token);
    },
    async provideCallHierarchyIncomingCalls(
      item: CallHierarchyItem,
      token: CancellationToken,
    ): Promise<CallHierarchyIncomingCall[] | undefined> {
      answered();
      const ready = await client();
      const params = { item: ready.code2ProtocolConverter.asCallHierarchyItem(item) };
      const calls = await ready.sendRequest(CallHierarchyIncomingCallsRequest.type, params, token);
      return ready.protocol2CodeConverter.asCallHierarchyIncomingCalls(calls ?? [], token);
    },
    async provideCallHierarchyOutgoingCalls(
      item: CallHierarchyItem,
      token: CancellationToken,
    ): Promise<CallHierarchyOutgoingCall[] | undefined> {
      answered();
      const ready = await client();
      const params = { item: ready.code2ProtocolConverter.asCallHierarchyItem(item) };
      const calls = await ready.sendRequest(CallHierarchyOutgoingCallsRequest.type, params, token);
      return ready.protocol2CodeConverter.asCallHierarchyOutgoingCalls(calls ?? [], token);
    },
  };
}
