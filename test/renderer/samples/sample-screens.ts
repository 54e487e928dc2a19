import type { News } from "../../../src/shared/ipc/contract.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import type { ShownWindow } from "../host/window-in-chromium.js";
import { deviceScreens } from "./device-screens.js";
import { sampleImport } from "./sample-import.js";
import {
  bridgeNews,
  checkNews,
  sampleFindings,
  fivePorts,
  certificateQuestion,
  groupedTunnels,
  hostKeyQuestion,
  longPlainRange,
  nothingYet,
  passphraseQuestion,
  plainPorts,
  passwordQuestion,
  manyTransfers,
  promptsQuestion,
  relayNews,
  sampleTransfers,
  severalStates,
  someLog,
  somePast,
  thirtyTunnels,
  thousandPorts,
  passiveOnly,
  routed,
} from "./sample-news.js";
import {
  changedKey,
  changedKeyRoute,
  checkingRoute,
  jumpRoute,
  outsideRoute,
  refusedLoginRoute,
  sampleHistory,
  takenRoute,
} from "./sample-routes.js";

/** Every screen that the window has: looked at as pictures, and held to be accessible by a test. */
export interface Screen {
  readonly name: string;
  readonly news: News;
  readonly steps?: (shown: ShownWindow) => Promise<void>;
}

const click =
  (role: "button" | "option" | "menuitem", name: string | RegExp) =>
  ({ page }: ShownWindow) =>
    page.getByRole(role, { name }).first().click();
const asking = (question: News["questions"][number]): News => ({ ...severalStates(), questions: [question] });

/** Another build of Culvert is out, and the user wants to be told. */
const newerVersion = (news: News): News => ({
  ...news,
  settings: {
    settings: { ...news.settings.settings, newVersions: true },
    version: { host: "culvert.example", newer: "0.2.0" },
  },
});
const showAbout = (page: string, last: string) => async (shown: ShownWindow) => {
  await click("button", page)(shown);
  await shown.page.getByRole("button", { name: last }).scrollIntoViewIfNeeded();
};

const inChinese = (news: News): News => ({ ...news, settings: { settings: { ...DEFAULT_SETTINGS, language: "zh" } } });

/** A gateway that shows another host key than it did. */
function changedKeyNews(): News {
  const news = severalStates([]);
  const [popeye, ...others] = news.tunnels;
  return popeye === undefined
    ? news
    : {
        ...news,
        tunnels: [
          { ...popeye, state: { kind: "failed", cause: changedKey }, route: changedKeyRoute, forwards: [] },
          ...others,
        ],
      };
}

async function openBridge(shown: ShownWindow): Promise<void> {
  await shown.answer("bridge.login", { ok: true, value: { username: "olive", password: "xK3-vQ9_hTzR8wYbLm2p" } });
  await shown.tell("tunnels", bridgeNews().tunnels);
  await shown.page.getByText("olive", { exact: true }).waitFor();
}

async function openHostKeys(shown: ShownWindow): Promise<void> {
  const { keyType, fingerprint } = hostKeyQuestion;
  await shown.answer("hostKeys.list", {
    ok: true,
    value: {
      file: "/home/olive/.ssh/known_hosts",
      keys: [
        { line: 4, host: "www.spinach.com", keyType, fingerprint, date: "2026-11-02" },
        { line: 9, host: "[stage.example]:2222", keyType: "ecdsa-sha2-nistp256", fingerprint, date: "2026-11-20" },
        { line: 12, keyType: "ssh-rsa", fingerprint, date: "2026-11-22" },
      ],
    },
  });
  await click("button", "Host keys")(shown);
}

async function openImport(shown: ShownWindow): Promise<void> {
  await shown.answer("import.places", {
    ok: true,
    value: [
      { source: "openssh", path: "/home/olive/.ssh/config" },
      { source: "filezilla", path: "/home/olive/.config/filezilla/sitemanager.xml" },
    ],
  });
  await shown.answer("import.preview", { ok: true, value: sampleImport });
  await click("button", "Import")(shown);
  await click("button", /OpenSSH/)(shown);
  await shown.page.getByText("4 profiles found").waitFor();
}

async function openExport(shown: ShownWindow): Promise<void> {
  await shown.answer("export.text", {
    ok: true,
    value: {
      format: "vsftpd",
      fileName: "popeye.conf",
      encoding: "utf-8",
      notes: [{ code: "name-address-to-all", what: "127.0.0.1" }],
      text: "# vsftpd, /etc/vsftpd.conf: Popeye's web site\npasv_enable=YES\npasv_min_port=2534\npasv_max_port=2536\npasv_address=127.0.0.1\n# systemctl restart vsftpd\n",
    },
  });
  await click("button", "More actions")(shown);
  await click("menuitem", /Export/)(shown);
}

export const screens: readonly Screen[] = [
  { name: "first-run", news: nothingYet },
  { name: "first-profile", news: nothingYet, steps: click("button", /with TLS/) },
  { name: "open-5-ports", news: severalStates(fivePorts) },
  { name: "thirty", news: thirtyTunnels() },
  { name: "groups", news: groupedTunnels() },
  { name: "open-1000-ports", news: severalStates(thousandPorts) },
  { name: "open-1000-unfolded", news: severalStates(thousandPorts), steps: click("button", "Passive range") },
  { name: "log", news: { ...severalStates(), log: someLog }, steps: click("button", "Log") },
  { name: "log-empty", news: nothingYet, steps: click("button", "Log") },
  { name: "traffic", news: severalStates(thousandPorts), steps: ({ tell }) => tell("traffic", [somePast(Date.now())]) },
  { name: "relay-idle", news: relayNews([]) },
  { name: "relay-folded", news: relayNews(sampleTransfers(Date.now())) },
  {
    name: "relay-unfolded",
    news: relayNews(sampleTransfers(Date.now()), { history: sampleHistory(200) }),
  },
  {
    name: "relay-fifty",
    news: relayNews(manyTransfers(50, Date.now()), { history: sampleHistory(20) }),
    steps: click("button", "Show all 70"),
  },
  {
    name: "relay-failures",
    news: relayNews([], { history: sampleHistory(200) }),
    steps: (shown) => shown.page.getByText("Failures only").click(),
  },
  ...(
    [
      ["checking", checkingRoute],
      ["jump-host", jumpRoute],
      ["outside", outsideRoute],
      ["login-refused", refusedLoginRoute],
      ["port-taken", takenRoute],
    ] as const
  ).map(([name, route]): Screen => {
    const news = name === "outside" ? severalStates(passiveOnly) : relayNews([], { history: sampleHistory(4) });
    return { name: `route-${name}`, news: { ...news, tunnels: routed(news.tunnels, route) } };
  }),
  { name: "route-changed-key", news: changedKeyNews() },
  { name: "route-changed-key-chinese", news: inChinese(changedKeyNews()) },
  {
    name: "relay-tls",
    news: relayNews([], {
      trouble: {
        code: "ftp.tls-demanded",
        target: "popeye:21",
        said: "530 Non-anonymous sessions must use encryption.",
      },
    }),
  },
  {
    name: "relay-not-ftp",
    news: relayNews([], { trouble: { code: "ftp.not-ftp", target: "popeye:21", heard: "HTTP/1.1 400 Bad Request" } }),
  },
  {
    name: "relay-no-passive",
    news: relayNews([], {
      trouble: { code: "ftp.passive-refused", target: "popeye:21", said: "500 Illegal PASV command." },
    }),
  },
  {
    name: "relay-unreachable",
    news: relayNews(sampleTransfers(Date.now()).slice(0, 2), {
      trouble: { code: "ftp.client-unreachable", client: "127.0.0.1:50123" },
    }),
  },
  { name: "bridge", news: { ...bridgeNews(), tunnels: [] }, steps: openBridge },
  {
    name: "bridge-password",
    news: { ...bridgeNews(), tunnels: [] },
    steps: async (shown) => {
      await openBridge(shown);
      await click("button", "Change the password")(shown);
    },
  },
  { name: "check-before", news: severalStates(), steps: click("button", "Check with my FTP login") },
  {
    name: "check-running",
    news: checkNews("running", sampleFindings.slice(0, 6)),
    steps: click("button", "Check with my FTP login"),
  },
  {
    name: "check-fails",
    news: checkNews("finished"),
    steps: async (shown) => {
      await click("button", "Check with my FTP login")(shown);
      await shown.page.getByText("203.0.113.7").first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: "program-filezilla",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", /Program/)(shown);
      await click("option", "FileZilla")(shown);
    },
  },
  {
    name: "program-curl",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", /Program/)(shown);
      await click("option", "curl")(shown);
    },
  },
  { name: "waiting", news: severalStates(), steps: click("option", /Bluto/) },
  { name: "failed", news: severalStates(), steps: click("option", /Scanner/) },
  { name: "closed", news: severalStates(), steps: click("option", /Poopdeck/) },
  { name: "menu", news: severalStates(), steps: click("button", "More actions") },
  {
    name: "delete",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "More actions")(shown);
      await click("menuitem", /Delete/)(shown);
    },
  },
  { name: "editor-new", news: severalStates(), steps: click("button", "New profile") },
  {
    name: "editor-ways",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "New profile")(shown);
      await shown.page.getByRole("heading", { name: "FTP", exact: true }).evaluate((title) => {
        title.scrollIntoView();
      });
    },
  },
  { name: "settings", news: severalStates(), steps: click("button", "Settings") },
  { name: "about", news: newerVersion(severalStates()), steps: showAbout("Settings", "Copy diagnostics") },
  { name: "about-chinese", news: newerVersion(inChinese(severalStates())), steps: showAbout("设置", "复制诊断信息") },
  {
    name: "dragged",
    news: groupedTunnels(),
    steps: async ({ page }) => {
      await page.getByRole("option", { name: "Customer 02, web site" }).hover();
      await page.mouse.down();
      const {
        x = 0,
        y = 0,
        height = 0,
      } = (await page.getByRole("option", { name: "Customer 06, web site" }).boundingBox()) ?? {};
      await page.mouse.move(x + 40, y + height - 2, { steps: 8 });
    },
  },
  { name: "chinese", news: inChinese(severalStates()) },
  ...(
    [
      ["first-run", nothingYet],
      ["failed", severalStates(), /Scanner/],
      ["waiting", severalStates(), /Bluto/],
      ["relay", relayNews(sampleTransfers(Date.now()))],
      ["question", asking(hostKeyQuestion)],
      ["log", { ...severalStates(), log: someLog }, "日志"],
      ["check", checkNews("finished"), "用我的 FTP 登录检查"],
      ["editor", severalStates(), "编辑"],
    ] as const
  ).map(([name, news, to]): Screen => ({
    name: `chinese-${name}`,
    news: inChinese(news),
    ...(to === undefined ? {} : { steps: click(to instanceof RegExp ? "option" : "button", to) }),
  })),
  { name: "settings-chinese", news: inChinese(severalStates()), steps: click("button", "设置") },
  {
    name: "editor-errors",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "New profile")(shown);
      await shown.page.getByRole("textbox", { name: "Port" }).first().fill("abc");
      await click("button", "Save")(shown);
    },
  },
  {
    name: "editor-more",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Ways to log in/)(shown);
      await shown.page.getByText("Add", { exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "editor-forwards",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Other forwards/)(shown);
      await shown.page.getByText("Add a forward").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "editor-proxy",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Proxy/)(shown);
      await click("button", /Kind/)(shown);
      await click("option", /SOCKS/)(shown);
      await click("button", /Old server/)(shown);
      await shown.page.getByText("Let in algorithms").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "warning",
    news: {
      ...severalStates(),
      tunnels: severalStates().tunnels.map((one) => ({
        ...one,
        warnings: [{ code: "key.permissions-wide", file: "~/.ssh/id_ed25519", mode: "0644" }],
      })),
    },
  },
  {
    name: "banner",
    news: {
      ...severalStates(),
      tunnels: severalStates().tunnels.map((one) => ({
        ...one,
        banner: "# An additional check is required.\n# To log in, visit: https://login.spinach.example/a/0123456789ab",
        ...(one.state.kind === "opening"
          ? {
              state: {
                ...one.state,
                step: "authenticating" as const,
                loginWait: { for: "gateway" as const, seconds: 25 },
              },
            }
          : {}),
      })),
    },
  },
  {
    name: "outdated",
    news: { ...severalStates(), tunnels: severalStates().tunnels.map((one) => ({ ...one, outdated: true })) },
  },
  {
    name: "editor-for-all",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Where your FTP/)(shown);
      await shown.page.getByLabel("Local address").first().fill("0.0.0.0");
      await shown.page.getByLabel("Local port").first().focus();
      await shown.page.getByText("Anybody on the network").scrollIntoViewIfNeeded();
    },
  },
  ...deviceScreens,
  { name: "host-keys", news: severalStates(), steps: openHostKeys },
  {
    name: "editor-presets",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Other forwards/)(shown);
      await click("button", "Add a forward")(shown);
    },
  },
  {
    name: "editor-preset-x",
    news: severalStates(),
    steps: async (shown) => {
      await click("button", "Edit")(shown);
      await click("button", /Other forwards/)(shown);
      await click("button", "Add a forward")(shown);
      await click("menuitem", "X display")(shown);
      await shown.page.getByText("Add a forward").scrollIntoViewIfNeeded();
    },
  },
  { name: "open-plain", news: severalStates(plainPorts) },
  { name: "open-plain-range", news: severalStates(longPlainRange) },
  { name: "import", news: severalStates(), steps: openImport },
  { name: "export", news: severalStates(), steps: openExport },
  { name: "ask-host-key", news: asking(hostKeyQuestion) },
  { name: "ask-certificate", news: asking(certificateQuestion) },
  {
    name: "ask-host-key-picture",
    news: asking({
      ...hostKeyQuestion,
      authorities: [
        {
          keyType: "ssh-ed25519",
          fingerprint: hostKeyQuestion.fingerprint,
          file: "/home/olive/.ssh/known_hosts",
          line: 7,
        },
      ],
    }),
    steps: click("button", "The key as a picture"),
  },
  {
    name: "ask-proxy-password",
    news: asking({ ...passwordQuestion, host: "proxy.spinach.com", port: 3128, ofProxy: true, again: false }),
  },
  { name: "ask-password", news: asking(passwordQuestion) },
  { name: "ask-passphrase", news: asking(passphraseQuestion) },
  { name: "ask-prompts", news: asking(promptsQuestion) },
];
