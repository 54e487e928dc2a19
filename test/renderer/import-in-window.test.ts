import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { describeWindow } from "./host/describe-window.js";
import { sampleImport } from "./samples/sample-import.js";
import { severalStates } from "./samples/sample-news.js";

describeWindow("import and export in the window", ({ show, shown }) => {
  it("shows what was found and lost, and takes over what is ticked, with the gateway named and the choice made", async () => {
    await show(severalStates());
    const { page } = shown;
    await shown.answer("import.places", {
      ok: true,
      value: [{ source: "openssh", path: "/home/olive/.ssh/config" }],
    });
    await shown.answer("import.preview", { ok: true, value: sampleImport });
    await shown.answer("import.take", {
      ok: true,
      value: [{ name: "popeye-new", outcome: "added", id: "popeye-new" }],
    });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByRole("button", { name: /OpenSSH/ }).click();
    expect(await shown.asks("import.preview")).toEqual([{ place: "/home/olive/.ssh/config" }]);
    await page.getByText("The stored password is not imported").waitFor();
    await page.getByText("it now listens on this computer alone").waitFor();
    await page.getByText(/sites.xml, line 31/).waitFor();
    await page.getByText("listens on 127.0.0.1:2121, 2534-2536 and leads to popeye:21").waitFor();
    await page.getByText("listens on 127.0.0.1:2122 and leads to the gateway's files").waitFor();
    expect((await axeInWindow(page).analyze()).violations.map(({ id }) => id)).toEqual([]);

    await page.getByRole("button", { name: "Import 2 profiles" }).waitFor(); // the FTP site waits for its gateway
    await page.getByLabel("SSH gateway of the FTP sites").fill("olive@gate.example:2200");
    await page.getByRole("button", { name: /If it is there already/ }).click();
    await page.getByRole("option", { name: "Replace it" }).click();
    await page.getByRole("button", { name: "Import 3 profiles" }).click();
    await page.getByText("1 profile was imported.").waitFor();
    expect(await shown.asks("import.take")).toEqual([
      [
        { index: 0, onConflict: "keep-both" },
        { index: 1, onConflict: "keep-both", gateway: { host: "gate.example", port: 2200, username: "olive" } },
        { index: 2, onConflict: "replace" },
      ],
    ]);
  });

  it("asks of forwards that may carry FTP, and takes them as FTP where that is ticked", async () => {
    await show(severalStates());
    const { page } = shown;
    const file = "/home/olive/.ssh/config";
    const [first] = sampleImport.items;
    if (first === undefined) throw new Error("no sample");
    const { draft } = first.candidate;
    const mayBeFtp = {
      ...first,
      candidate: {
        source: "openssh" as const,
        file,
        draft: { name: draft.name, ...(draft.gateway === undefined ? {} : { gateway: draft.gateway }) },
        ifFtp: { ftp: { mode: "relay" as const, target: { host: "popeye", port: 2121 } }, forwards: [] },
        notes: [{ code: "may-be-ftp" as const, file, line: 4, what: "popeye:2121" }],
      },
    };
    await shown.answer("import.places", { ok: true, value: [{ source: "openssh", path: file }] });
    await shown.answer("import.preview", { ok: true, value: { items: [mayBeFtp], notes: [] } });
    await shown.answer("import.take", { ok: true, value: [] });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByRole("button", { name: /OpenSSH/ }).click();
    await page.getByText(/may carry FTP \(popeye:2121\)/).waitFor();
    await page.getByText("These forwards carry FTP", { exact: true }).click();
    expect((await axeInWindow(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole("button", { name: "Import 1 profile" }).click();
    await page.getByText("0 profiles were imported.").waitFor();
    expect(await shown.asks("import.take")).toEqual([[{ index: 0, onConflict: "keep-both", asFtp: true }]]);
  });

  it("looks into files that are dropped, and tells of a long one by its size alone", async () => {
    await show(severalStates());
    const { page } = shown;
    await shown.answer("import.places", { ok: true, value: [] });
    await shown.answer("import.dropped", { ok: true, value: sampleImport });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const folder = tempFolder();
    writeFileSync(folder.file("config"), "Host caf\u00e9\n");
    writeFileSync(folder.file("long"), Buffer.alloc(5 * 1024 * 1024));
    const box = await page.getByText("Or drop files here").boundingBox();
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [folder.file("config"), folder.file("long")], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await session.send("Input.dispatchDragEvent", { type, x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10, data });
    await page.getByText("The stored password is not imported").waitFor();
    expect(await shown.asks("import.dropped")).toEqual([
      [
        { name: "config", size: 11, base64: Buffer.from("Host caf\u00e9\n").toString("base64") },
        { name: "long", size: 5 * 1024 * 1024, base64: "" },
      ],
    ]);
    folder.remove();
  });

  it("shows an export to read, to copy and to save, and what it cannot carry", async () => {
    await show(severalStates());
    const { page } = shown;
    await shown.answer("export.text", {
      ok: true,
      value: {
        format: "openssh",
        fileName: "a",
        encoding: "utf-8",
        text: "Host popeye\n",
        notes: [{ code: "bridge-left-out" }],
      },
    });
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Export" }).click();
    await page.getByText("Host popeye").waitFor();
    await page.getByText("No other program has Culvert's bridge").waitFor();
    expect((await axeInWindow(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole("button", { name: "Copy text" }).click();
    await page.getByText("Text copied").waitFor();
    await shown.answer("export.save", { ok: true, value: undefined });
    await page.getByRole("button", { name: "Save to a file" }).click();
    await shown.answer("export.save", { ok: true, value: "/home/olive/popeye.conf" });
    await page.getByRole("button", { name: "Save to a file" }).click();
    await page.getByText("It was written to /home/olive/popeye.conf.").waitFor();
    expect(await shown.asks("export.save")).toEqual([
      { id: "popeye", format: "vsftpd" },
      { id: "popeye", format: "vsftpd" },
    ]);
    await page.getByRole("button", { name: "Close" }).click();
  });
});
