import eslint from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { outputDoors } from "./output-doors.js";
import { fileNames, outgrownWords } from "./outgrown-words.js";
import { typeErrors } from "./type-errors.js";

const noDefaultExport = { selector: "ExportDefaultDeclaration", message: "Name what you export." };
const noRawReset = {
  selector: "MemberExpression[property.name='resetAndDestroy']",
  message: "Use resetSocket(): libuv refuses a reset while a FIN is on its way.",
};
const noBarrel = { selector: "ExportAllDeclaration", message: "Import from where it stands; no barrels." };

const noSyncWait = [
  {
    selector: "MemberExpression[object.name='Atomics'][property.name='wait']",
    message: "It holds up every tunnel of the process: wait with a promise.",
  },
  {
    selector: "CallExpression[callee.name=/^(exec|execFile|spawn)Sync$/]",
    message: "It holds up every tunnel of the process until another program ends: start it without Sync.",
  },
];

/** What is a matter of correctness or of the house's words; layout is Prettier's. No rule is a warning. */
export default tseslint.config(
  { ignores: ["out/", "dist/", "node_modules/", ".daemons/", ".artifacts/", "*.config.ts.*.mjs"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true, // nothing more: with `allowDefaultProject` every file costs its place in a language service, twice as much
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "no-restricted-syntax": ["error", noDefaultExport, noBarrel, noRawReset, ...outgrownWords],
      "no-control-regex": "off", // control characters are exactly what FTP's and the profile's guards look for
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/require-await": "off", // `async` also turns what is thrown into a rejection, and an async generator may only yield
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
    },
  },
  {
    files: ["src/shared/**"],
    rules: { "no-restricted-globals": ["error", "process", "Buffer", "window", "document", "setTimeout", "console"] },
  },
  { files: ["src/core/**"], rules: { "no-restricted-globals": ["error", "window", "document", "console"] } },
  { files: ["renderer/**"], ...reactHooks.configs.flat["recommended-latest"] },
  { files: ["renderer/**"], rules: { "no-restricted-globals": ["error", "process", "Buffer"] } },
  {
    files: ["src/**"],
    rules: {
      "no-restricted-syntax": ["error", noDefaultExport, noBarrel, noRawReset, ...noSyncWait, ...outgrownWords],
    },
  },
  {
    files: ["test/**", "src/core/net/reset-socket.ts"],
    rules: { "no-restricted-syntax": ["error", noDefaultExport, noBarrel, ...outgrownWords] },
  },
  {
    plugins: { house: { rules: { ...fileNames.rules, ...outputDoors.rules, ...typeErrors.rules } } },
    rules: { "house/file-name": "error" },
  },
  { files: ["src/**"], rules: { "house/one-door": "error" } },
  {
    files: ["*.config.ts", "eslint.config.js", "test/support/summary-reporter.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  { files: ["*.js", "test/bench/*.mjs"], ...tseslint.configs.disableTypeChecked },
);
