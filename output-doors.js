/**
 * Texts of servers, gateways, files and profiles leave Culvert by a few doors, each of which makes printable what passes
 * (`src/shared/words/printable.ts`). `house/one-door` refuses every other way out, so that no caller can forget.
 */
// the entry writes nothing, and waits until all is out
const TERMINAL = ["src/cli/terminal/output.ts", "src/main/electron-entry.ts"];
const WINDOW = ["src/main/window/printable-for-window.ts"];

/** What is imported to show a text, and the files that may; `*` stands for all of a module. */
const IMPORTS = {
  electron: {
    Notification: ["src/main/notifications/show-notifications.ts"],
    Tray: ["src/main/tray/app-tray.ts"],
    Menu: ["src/main/tray/app-tray.ts", "src/main/lifecycle/sync-stores.ts"],
    // titles and questions of our own words; the one failure among them is described, hence printable
    dialog: [
      "src/main/window/choose-file.ts",
      "src/main/window/save-file.ts",
      "src/main/lifecycle/handle-lifecycle.ts",
      "src/main/main.ts",
    ],
    ipcMain: ["src/main/ipc/connect-window-ipc.ts"],
    webContents: [],
    "*": [],
  },
  "electron-log": { "*": ["src/main/log-file.ts"] },
  process: { "*": [] },
  console: { "*": [] },
};

/** What may be read of standard output and standard error, or listened to. */
const READ = new Set(["isTTY", "columns", "rows", "hasColors", "getColorDepth", "on", "once", "off"]);
/** Ways from the main process into a window, whatever the window's object is called. */
const INTO_WINDOW = /^(?:send|sendToFrame|reply|postMessage|executeJavaScript|insertCSS)$/;

export const outputDoors = {
  rules: {
    "one-door": {
      meta: {
        type: "problem",
        schema: [],
        messages: {
          door: "Somebody else's text may be in it: {{what}} is used in {{files}} alone, which makes it printable.",
          alias: "Write `process.` with a name behind it: by another name nobody sees what goes to the terminal.",
        },
      },
      create(context) {
        const file = context.filename.replaceAll("\\", "/");
        const isIn = (files) => files.some((path) => file.endsWith(`/${path}`));
        const refuse = (node, what, files) =>
          context.report({ node, messageId: "door", data: { what, files: files.join(", ") || "no file" } });

        const checkImport = (node, source, names) => {
          const module = String(source).replace(/^node:/, "");
          const doors = IMPORTS[module] ?? IMPORTS[module.split("/")[0]];
          for (const name of doors === undefined ? [] : names) {
            const files =
              doors[name] ?? (name === "*" || doors["*"].length > 0 || module !== "electron" ? doors["*"] : undefined);
            if (files !== undefined && !isIn(files)) refuse(node, `${module}: ${name}`, files);
          }
        };

        /** `process` is one name with a property behind it; its two streams are read, and written to at the door alone. */
        const checkProcess = (node) => {
          const { parent } = node;
          if (parent.type !== "MemberExpression" || parent.object !== node || parent.computed)
            return context.report({ node, messageId: "alias" });
          if (!/^std(?:out|err)$/.test(parent.property.name) || isIn(TERMINAL)) return;
          const use = parent.parent;
          const isRead =
            use.type === "MemberExpression" && use.object === parent && !use.computed && READ.has(use.property.name);
          if (!isRead) refuse(parent, `process.${parent.property.name}`, TERMINAL);
        };

        return {
          ImportDeclaration(node) {
            if (node.importKind === "type") return;
            const names = node.specifiers
              .filter((specifier) => specifier.importKind !== "type")
              .map((specifier) =>
                specifier.type === "ImportSpecifier" ? (specifier.imported.name ?? specifier.imported.value) : "*",
              );
            checkImport(node, node.source.value, names);
          },
          ImportExpression: (node) => checkImport(node, node.source.value, ["*"]),
          ExportNamedDeclaration(node) {
            if (node.source) checkImport(node, node.source.value, ["*"]);
          },
          "CallExpression[callee.name='require']": (node) => checkImport(node, node.arguments[0]?.value, ["*"]),
          "CallExpression > MemberExpression.callee"(node) {
            if (/\/src\/main\//.test(file) && INTO_WINDOW.test(node.property.name) && !isIn(WINDOW))
              refuse(node, node.property.name, WINDOW);
          },
          "Program:exit"(node) {
            const globals = context.sourceCode.getScope(node);
            const declared = globals.variables
              .filter(({ defs }) => defs.length === 0)
              .flatMap(({ references }) => references);
            for (const { identifier } of [...globals.through, ...declared]) {
              if (identifier.parent.type.startsWith("TS")) continue; // a type
              if (identifier.name === "process") checkProcess(identifier);
              if (/^(?:console|globalThis|global)$/.test(identifier.name)) refuse(identifier, identifier.name, []);
            }
          },
        };
      },
    },
  },
};
