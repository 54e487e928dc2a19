import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeApp, keepPicture } from "./host.js";
import { chooseInTray, expectHidden, shownWindow, trayThatSays } from "./steps.js";

const whole = { id: "popeye", name: "Popeye", gateway: { host: "www.spinach.com", username: "olive" } };

describeApp("A damaged profile file", (stage) => {
  it("is kept aside and told of in the window; what could be read goes on", async () => {
    const text = JSON.stringify({
      version: 1,
      profiles: [whole, { ...whole, id: "bluto", gateway: { host: "two words", username: "bluto" } }],
    });
    const home = stage.home(text);
    const app = await home.start();
    const page = await shownWindow(app);
    await page.getByText("The profile file was damaged").waitFor();
    await keepPicture(page, "damaged-file");
    const copies = readdirSync(home.data).filter((name) => name.startsWith("profiles.damaged-"));
    expect(copies.map((name) => readFileSync(join(home.data, name), "utf8"))).toEqual([text]);
    expect(await page.getByText(copies[0] ?? "no copy").count()).toBe(1);
    expect(await page.getByText("bluto").count()).toBe(1);
    await trayThatSays(app, "Popeye: Closed");

    await chooseInTray(app, "Quit");
    await app.exited;
    const again = await home.start();
    await trayThatSays(again, "Popeye: Closed");
    await expectHidden(again);
    expect(readdirSync(home.data).filter((name) => name.startsWith("profiles.damaged-"))).toEqual(copies);
  });
});
