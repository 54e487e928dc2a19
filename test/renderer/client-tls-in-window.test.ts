import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { whyNoChromium, WindowHost, type ShownWindow } from "./host/window-in-chromium.js";
import { bridgeNews } from "./samples/sample-news.js";

const FINGERPRINT = Array.from({ length: 32 }, () => "0A").join(":");

describe.skipIf(whyNoChromium !== undefined)(
  `TLS with FTP programs in the window${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    let shown: ShownWindow;

    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());
    beforeEach(async () => {
      shown = await host.show({ ...bridgeNews(), tunnels: [] });
      await shown.answer("bridge.login", { ok: true, value: { username: "olive", password: "spinach" } });
      const { tunnels } = bridgeNews();
      await shown.tell(
        "tunnels",
        tunnels.map((tunnel) => ({
          ...tunnel,
          forwards: tunnel.forwards.map((row) => ({
            ...row,
            clientTls: { mode: "required" as const, implicitPort: 2990, fingerprint: FINGERPRINT },
          })),
        })),
      );
    });
    afterEach(async () => {
      expect(shown.errors, "the console is quiet").toEqual([]);
      await shown.close();
    });

    it("is shown with the certificate's fingerprint, and the certificate is saved for the program", async () => {
      const strip = shown.page.getByRole("region", { name: "In your FTP program" });
      await strip.getByText(FINGERPRINT).waitFor();
      await strip.getByText("explicit, required; implicit on port 2990").waitFor();
      await shown.answer("export.certificate", { ok: true, value: "/home/olive/culvert.pem" });
      await strip.getByRole("button", { name: "Save the certificate" }).click();
      await strip.getByText("Saved as /home/olive/culvert.pem").waitFor();
      expect(await shown.asks("export.certificate")).toEqual(["popeye"]);
    });
  },
);
