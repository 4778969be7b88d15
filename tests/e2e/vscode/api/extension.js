// VS Code loads the tests beside this file only into an extension that is being developed.
exports.activate = () => undefined;
