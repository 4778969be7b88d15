// Has the workbench run api/index.js in its extension host, and tells how that ended.
import { story, told } from './workbench.mjs';

const PATIENCE = 200_000;

const log = [];
let ended;
const end = new Promise((resolve) => {
  ended = resolve;
});
const remote = `vscode-remote://127.0.0.1:${told.port}`;

await story(
  {
    folder: told.folder,
    payload: [
      ['extensionDevelopmentPath', `${remote}${told.suite}`],
      ['extensionTestsPath', `${remote}${told.suite}/index.js`],
    ],
    expose: {
      codeAutomationLog: (type, parts) => log.push(`${type}: ${JSON.stringify(parts)}`),
      codeAutomationExit: (code) => ended(code),
    },
  },
  async () => {
    const deadline = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`the tests inside VS Code did not end: ${log.at(-1)}`)), PATIENCE).unref();
    });
    const code = await Promise.race([end, deadline]);
    return { code, log };
  },
);
