/**
 * Words that this house has outgrown: each meant several things, or nothing before the body was read. CONTRIBUTING.md has
 * the words that stand in their place.
 */
const VALUES =
  "place|places|spot|spots|told|talk|outside|asker|ground|wish|gate|intruder|allowance|carrier|carriers|stopLimit|lookAgain|breakOff|dismiss|letGo|windDown|whyFailed|listed|placesOf|outsideOf|keepInStep|liveAndEnd|mayPass|sayPassive|happening|happenings|patience|conduct|desk|farewells|troubles|papers|writeWhole|runInTurn|sshLink|replyToThrown|safeReply|handleSpooled|keepAnswers|orderAfterKey|textSizeAfterKey";
const TYPES =
  "Place|Spot|Outside|Asker|Happening|Happenings|Journal|Told|Talk|Conduct|Link|GatewayLink|DataLink|DataGate|Carrier|Patience|SecretAsking|HopClaim|Greeting|Intruder|Allowance|LoginDesk|FtpGround|FtpTalk|Course|Way|Parts|Led|Where|Rooms|Tick|Choice|Fold|Part|Sheet|Troubles|Farewells|Said|Row|Port|Exchange|Dialogue|Listed|Rooms|Wish|Ground|WindowPlace|SshLink|EditedOutcome|KnownAttributes|RememberingFileSystem|FilesAhead|AskAhead|CopyableFact|MethodFields";
const LIMITS = "MOST|LEAST|LONGEST|SHORTEST|LARGEST|SMALLEST|DEEPEST";
const FILES =
  "place|spot|where|at|outside|outside-of|told|settle|ftp-ground|ground|probe-way|allowance|talk|ftp-talk|dialogue|say|second-channel|listed|carrier|carriers-of|waiting-room|log-in|patience|hold-to-rules|keeps-nothing|kept-by-ssh2|switch|data-gate|data-agreements|take-in|live-and-end|keep-in-step|rooms|use-deaf-at-first|use-led|keep-same|point-here|farewells|troubles|parts|answers|tell-news|dismiss|row|inside-userauth|figures|happening|happenings|journal|papers|intruder|break-off|greeting|marks|popeye|window-place|bridge-ground|outside-double|relay-ground|plain-ground|closing-lines|thrown-reply|write-whole|run-in-turn|ssh-link|edited-outcome|remembering-file-system|known-attributes|files-ahead|ask-ahead|handle-calls|handle-spooled|keep-answers|copyable-fact|order-after-key|text-size-after-key";

const CLASSES =
  "rooms|choice|choice-button|listed|strip|point-here|way-in|spans|pair|lesser|tip|lively|kept|why|way|unseen|wrong|needs-line|brief-more|import-places|import-standing|mark";

/** For `no-restricted-syntax`. Keys of plain data are left alone: some of these words stand in a contract. */
export const outgrownWords = [
  `VariableDeclarator > Identifier.id[name=/^(?:${VALUES})$/]`,
  `:function > Identifier.params[name=/^(?:${VALUES})$/]`,
  `:function > AssignmentPattern.params > Identifier.left[name=/^(?:${VALUES})$/]`,
  `:matches(FunctionDeclaration, ClassDeclaration)[id.name=/^(?:${VALUES}|${TYPES})$/]`,
  `:matches(MethodDefinition, PropertyDefinition, TSMethodSignature)[key.name=/^(?:${VALUES})$/]`,
  `:matches(TSInterfaceDeclaration, TSTypeAliasDeclaration)[id.name=/^(?:${TYPES})$/]`,
  `VariableDeclarator[id.name=/^(?:${LIMITS})(?:_|$)/]`,
  `JSXAttribute[name.name="className"] Literal[value=/(?:^| )(?:${CLASSES})(?: |$)/]`,
  `JSXAttribute[name.name="className"] TemplateElement[value.raw=/(?:^| )(?:${CLASSES})(?: |$)/]`,
].map((selector) => ({ selector, message: "An outgrown word: CONTRIBUTING.md, “The words”, has the one for it." }));

/** A rule of its own, since ESLint has none for file names: `{ plugins: { house: fileNames }, rules: { "house/file-name": "error" } }`. */
export const fileNames = {
  rules: {
    "file-name": {
      meta: {
        type: "suggestion",
        schema: [],
        messages: {
          outgrown: "The file name “{{name}}” is an outgrown word: CONTRIBUTING.md, “The words”, has the one for it.",
        },
      },
      create(context) {
        const name =
          context.filename
            .split(/[/\\]/)
            .at(-1)
            ?.replace(/(?:\.test|\.d)?\.[cm]?[jt]sx?$/, "") ?? "";
        return {
          Program: (node) => {
            if (new RegExp(`^(?:${FILES})$`).test(name))
              context.report({ node, messageId: "outgrown", data: { name } });
          },
        };
      },
    },
  },
};
