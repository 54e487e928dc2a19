import type { ImportPreview } from "../../../src/shared/import-export/import-candidate.js";

const file = "/home/olive/sites.xml";

/** A preview with a candidate of every standing. */
export const sampleImport: ImportPreview = {
  notes: [{ code: "protocol-unknown", file, line: 31, what: "Cloud: S3" }],
  items: [
    {
      candidate: {
        source: "openssh",
        file,
        line: 3,
        draft: {
          name: "popeye-new",
          gateway: { host: "www.spinach.com", username: "olive" },
          ftp: { mode: "range", target: { host: "popeye" }, passive: "2534-2536" },
        },
        notes: [
          { code: "range-made", file, line: 5, what: "2534-2536" },
          { code: "forward-narrowed", file, line: 9, what: "*:8080" },
        ],
      },
      standing: "new",
      issues: [],
      listeners: [{ kind: "range", listen: "127.0.0.1:2121, 2534-2536", target: "popeye:21", enabled: true }],
    },
    {
      candidate: {
        source: "filezilla",
        file,
        line: 8,
        draft: { name: "Customers / Web", ftp: { mode: "relay", target: { host: "ftp.spinach.com" } } },
        notes: [{ code: "password-lost", file, line: 8 }],
      },
      standing: "new",
      issues: [],
      listeners: [{ kind: "relay", listen: "127.0.0.1:2121", target: "ftp.spinach.com:21", enabled: true }],
    },
    {
      candidate: {
        source: "filezilla",
        file,
        line: 15,
        draft: {
          name: "Bluto's archive",
          gateway: { host: "gw.bluto.example", username: "bluto" },
          ftp: { mode: "bridge" },
        },
        notes: [],
      },
      standing: "conflict",
      meets: { id: "bluto", name: "Bluto's archive" },
      issues: [],
      listeners: [{ kind: "bridge", listen: "127.0.0.1:2122", enabled: true }],
    },
    {
      candidate: {
        source: "filezilla",
        file,
        line: 22,
        draft: { name: "Broken", gateway: { host: "two words", username: "olive" }, ftp: { mode: "bridge" } },
        notes: [],
      },
      standing: "invalid",
      issues: [{ field: "gateway.host", problem: "host-malformed", found: "two words" }],
      listeners: [],
    },
  ],
};
