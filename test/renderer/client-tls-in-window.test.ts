import { beforeEach, expect, it } from "vitest";
import { describeWindow } from "./host/describe-window.js";
import { bridgeNews } from "./samples/sample-news.js";

const FINGERPRINT = Array.from({ length: 32 }, () => "0A").join(":");

describeWindow("TLS with FTP programs in the window", ({ show, shown }) => {
  beforeEach(async () => {
    await show({ ...bridgeNews(), tunnels: [] });
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

  it("is shown with the certificate's fingerprint, and the certificate is saved for the program", async () => {
    const strip = shown.page.getByRole("region", { name: "In your FTP program" });
    await strip.getByText(FINGERPRINT).waitFor();
    await strip.getByText("explicit, required; implicit on port 2990").waitFor();
    await shown.answer("export.certificate", { ok: true, value: "/home/olive/culvert.pem" });
    await strip.getByRole("button", { name: "Save the certificate" }).click();
    await strip.getByText("Saved as /home/olive/culvert.pem").waitFor();
    expect(await shown.asks("export.certificate")).toEqual(["popeye"]);
  });
});
