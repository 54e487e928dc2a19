import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/*
 * What electron-builder asks of fpm, done by Debian's own tools where fpm cannot be had: `CUSTOM_FPM_PATH` names a script that
 * runs this. It takes the options that electron-builder gives and no others, and presses little, which is soon done.
 */

const text = { type: "string" } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: "s" },
    target: { ...text, short: "t" },
    depends: { ...text, short: "d", multiple: true },
    force: { type: "boolean" },
    "deb-recommends": { ...text, multiple: true },
    "deb-compression": text,
    "deb-priority": text,
    "rpm-os": text,
    "rpm-compression": text,
    "rpm-summary": text,
    architecture: text,
    "after-install": text,
    "after-remove": text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    category: text,
  },
});
const {
  target,
  name = "",
  version = "",
  maintainer = "",
  url = "",
  description = "",
  depends = [],
  architecture = "",
} = values;
const output = resolve(values.package ?? "");
const work = mkdtempSync(join(tmpdir(), "culvert-fpm-"));
const root = join(work, "root");

try {
  for (const pair of positionals) layOut(pair);
  if (target === "deb") makeDeb();
  else makeRpm();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** `from=/to`; a folder with a slash behind it is its contents. */
function layOut(pair: string): void {
  const at = pair.lastIndexOf("=");
  const [from, to] = [pair.slice(0, at), join(root, pair.slice(at + 1))];
  mkdirSync(dirname(to), { recursive: true });
  if (statSync(from).isDirectory()) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  else copyFileSync(from, to);
}

function makeDeb(): void {
  const control = join(root, "DEBIAN");
  mkdirSync(control);
  writeFileSync(
    join(control, "control"),
    [
      `Package: ${name}`,
      `Version: ${version}`,
      `Architecture: ${architecture}`,
      `Maintainer: ${maintainer}`,
      `Depends: ${depends.join(", ")}`,
      `Recommends: ${(values["deb-recommends"] ?? []).join(", ")}`,
      "Section: default",
      `Priority: ${values["deb-priority"] ?? "optional"}`,
      `Homepage: ${url}`,
      `Description: ${description}`,
      "",
    ]
      .filter((line) => !line.endsWith(": "))
      .join("\n"),
  );
  for (const [file, from] of [
    ["postinst", values["after-install"]],
    ["postrm", values["after-remove"]],
  ] as const) {
    copyFileSync(from ?? "", join(control, file));
    chmodSync(join(control, file), 0o755);
  }
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zgzip", "-z1", "--build", root, output], { stdio: "inherit" });
}

function makeRpm(): void {
  const spec = join(work, "culvert.spec");
  const files = positionals.map((pair) => `"${pair.slice(pair.lastIndexOf("=") + 1)}"`);
  writeFileSync(
    spec,
    [
      "%define __os_install_post %{nil}",
      "%define _build_id_links none",
      "%define _binary_payload w1.gzdio",
      "AutoReqProv: no",
      `Name: ${name}`,
      `Version: ${version}`,
      "Release: 1",
      `Summary: ${values["rpm-summary"] ?? ""}`,
      `License: ${values.license ?? ""}`,
      `URL: ${url}`,
      `Vendor: ${values.vendor ?? ""}`,
      `Packager: ${maintainer}`,
      ...depends.map((one) => `Requires: ${one}`),
      "%description",
      description,
      "%install",
      `cp -a ${root}/. %{buildroot}/`,
      "%post",
      readFileSync(values["after-install"] ?? "", "utf8"),
      "%postun",
      readFileSync(values["after-remove"] ?? "", "utf8"),
      "%files",
      "%defattr(-,root,root,-)",
      ...files,
      "",
    ].join("\n"),
  );
  execFileSync(
    "rpmbuild",
    [
      "-bb",
      "--target",
      architecture,
      "--define",
      `_topdir ${work}`,
      "--define",
      `_rpmdir ${work}/made`,
      "--define",
      "_rpmfilename made.rpm",
      "--buildroot",
      join(work, "buildroot"),
      spec,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  copyFileSync(join(work, "made", "made.rpm"), output);
}
