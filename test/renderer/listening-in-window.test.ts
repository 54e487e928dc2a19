import { expect, it } from "vitest";
import { describeWindow } from "./host/describe-window.js";
import { nothingYet, port, sampleProfile, severalStates, tunnel } from "./samples/sample-news.js";

describeWindow("long names and lists, and addresses for everybody, in the window", ({ show, shown }) => {
  const opened = (listen: string) => {
    const profile = sampleProfile({ ftp: { mode: "relay", target: { host: "popeye" }, listen: { host: listen } } });
    const control = port("control", listen.includes(":") ? `[${listen}]:2121` : `${listen}:2121`, "popeye:21");
    return {
      ...nothingYet,
      profiles: { profiles: [profile], withSecrets: [] },
      tunnels: [tunnel("popeye", { kind: "open", since: 0 }, [control])],
    };
  };

  it.each([
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["192.168.1.5", "192.168.1.5"],
  ])("says of a tunnel that listens on %s that the FTP program dials %s", async (listen, dialled) => {
    await show(opened(listen));
    expect(await shown.page.getByRole("definition").first().innerText()).toContain(dialled);
  });

  it("says in the form who can connect to an address that is not this computer's alone, once it is left", async () => {
    await show(opened("127.0.0.1"));
    const { page } = shown;
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("button", { name: "Where your FTP program connects" }).click();
    const notified = page.getByText("Anybody on the network can connect there.");
    const address = page.getByLabel("Local address");
    for (const [listens, count] of [
      ["localhost", 0],
      ["0.0.0.0", 1],
      ["", 0],
      ["192.168.1.5", 1],
      ["::1", 0],
    ] as const) {
      await address.fill(listens);
      await address.blur();
      await expect.poll(() => notified.count(), { message: listens }).toBe(count);
    }
    await address.fill("192.168");
    expect(await notified.count(), "half an address").toBe(0);
    await page.getByLabel("Local port").focus();
    await notified.waitFor();
    await page.getByRole("radio", { name: "Bridge to SFTP" }).check({ force: true });
    expect(await notified.count(), "a bridge lets nobody else in").toBe(0);
  });

  it("lets in other users of this computer where that is ticked, and keeps it with the profile", async () => {
    await show(opened("127.0.0.1"));
    const { page, asks } = shown;
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("button", { name: "Where your FTP program connects" }).click();
    const box = page.getByRole("checkbox", { name: "Let in programs of other users of this computer" });
    expect(await box.isChecked()).toBe(false);
    await box.check({ force: true });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(() => asks("profiles.save")).toMatchObject([{ ftp: { allowOtherUsers: true } }]);
  });

  it("shows in a long list the profile that was just saved", async () => {
    const profiles = Array.from({ length: 100 }, (_, index) =>
      sampleProfile({ id: `site-${index}`, name: `Site ${index}` }),
    );
    await show({ ...nothingYet, profiles: { profiles, withSecrets: [] } });
    const { page, tell, asks } = shown;
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(() => asks("profiles.save")).toHaveLength(1);
    const [saved] = (await asks("profiles.save")) as ReturnType<typeof sampleProfile>[];
    await tell("profiles", { profiles: [...profiles, ...(saved === undefined ? [] : [saved])], withSecrets: [] });
    const option = page.getByRole("option", { name: /Site 0 copy/, selected: true });
    await option.waitFor();
    await expect
      .poll(() =>
        option.evaluate(
          (one) => one.getBoundingClientRect().bottom - 1 <= (one.parentElement?.getBoundingClientRect().bottom ?? 0),
        ),
      )
      .toBe(true);
  });

  it("keeps a long name in its card in the settings", async () => {
    const news = severalStates();
    await show({
      ...news,
      profiles: { profiles: [sampleProfile({ name: "x".repeat(200) })], withSecrets: [] },
    });
    const { page } = shown;
    await page.getByRole("button", { name: "Settings" }).click();
    const group = page.getByRole("group", { name: "Tunnels to open at the start" });
    await group.waitFor();
    expect(await group.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
  });
});
