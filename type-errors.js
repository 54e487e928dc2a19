import ts from "typescript";

/**
 * What `npm run types` finds, told by ESLint: it has asked the same program for types already, so a run that wants both pays
 * for one. Off unless a run switches it on (`--rule`), since editors show TypeScript's own errors anyhow.
 */
export const typeErrors = {
  rules: {
    "type-errors": {
      meta: { type: "problem", schema: [], messages: { error: "TS{{code}}: {{text}}" } },
      create(context) {
        const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices ?? {};
        if (program === null || program === undefined) return {}; // a file that is in no project
        return {
          Program(node) {
            const file = esTreeNodeToTSNodeMap.get(node);
            const errors = [
              ...program.getOptionsDiagnostics(),
              ...program.getSyntacticDiagnostics(file),
              ...program.getSemanticDiagnostics(file),
              ...program.getGlobalDiagnostics(),
            ];
            for (const { code, start = 0, messageText } of errors)
              context.report({
                loc: context.sourceCode.getLocFromIndex(Math.min(start, context.sourceCode.text.length)),
                messageId: "error",
                data: { code, text: ts.flattenDiagnosticMessageText(messageText, "\n") },
              });
          },
        };
      },
    },
  },
};
