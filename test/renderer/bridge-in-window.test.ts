import { beforeEach, expect, it } from "vitest";
import { describeWindow } from "./host/describe-window.js";
import { bridgeNews } from "./samples/sample-news.js";

const PASSWORD = "xK3-vQ9_hTzR8wYbLm2p";

describeWindow("the login of a bridge in the window", ({ show, shown }) => {
  beforeEach(async () => {
    await show({ ...bridgeNews(), tunnels: [] });
    await shown.answer("bridge.login", { ok: true, value: { username: "olive", password: PASSWORD } });
    await shown.tell("tunnels", bridgeNews().tunnels);
  });

  it("is shown with its password hidden, and shows it when asked to", async () => {
    const strip = shown.page.getByRole("region", { name: "In your FTP program" });
    await strip.getByText("olive").waitFor();
    expect(await strip.innerText()).not.toContain(PASSWORD);
    await strip.getByRole("button", { name: "Show the password" }).click();
    expect(await strip.innerText()).toContain(PASSWORD);
    await strip.getByRole("button", { name: "Copy Password" }).click();
    await strip.getByText("Password copied").waitFor();
  });

  it("is changed to a password of the user's own", async () => {
    await shown.page.getByRole("button", { name: "Change the password" }).click();
    const change = shown.page.getByRole("button", { name: "Change", exact: true });
    expect(await change.isDisabled()).toBe(true);
    await shown.page.getByLabel("New password").fill("spinach");
    await shown.answer("bridge.login", { ok: true, value: { username: "olive", password: "spinach" } });
    await change.click();
    await shown.page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await shown.asks("bridge.changePassword")).toEqual([{ id: "popeye", password: "spinach" }]);
    await shown.page.getByRole("button", { name: "Show the password" }).click();
    await shown.page.getByText("spinach", { exact: true }).waitFor();
  });
});
