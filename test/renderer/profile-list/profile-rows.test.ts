import { describe, expect, it } from "vitest";
import {
  groupRows,
  matchesFilter,
  matchesSearch,
  profileRows,
  STATE_FILTERS,
  type ProfileRow,
} from "../../../renderer/profile-list/profile-rows.js";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { sampleProfile } from "../samples/sample-news.js";

const closed = (id: ProfileId): TunnelStatus => ({ profile: id, name: id, state: { kind: "closed" }, forwards: [] });
const open = (id: ProfileId): TunnelStatus => ({ ...closed(id), state: { kind: "open", since: 0 } });

describe("The rows of the list", () => {
  const profiles = ["a", "b", "c"].map((id) => sampleProfile({ id }));

  it("are the same objects until they say something else", () => {
    const before = profileRows(profiles, closed, []);
    expect(profileRows(profiles, closed, before)).toBe(before);
    const after = profileRows(profiles, (id) => (id === "b" ? open(id) : closed(id)), before);
    expect(after.map((row, index) => row === before[index])).toEqual([true, false, true]);
    expect(profileRows(profiles.slice(0, 2), closed, before).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("stand in groups, in the order of their first profiles, those of none before all", () => {
    const grouped = [
      sampleProfile({ id: "a", group: "Own" }),
      sampleProfile({ id: "b" }),
      sampleProfile({ id: "c", group: "Agency" }),
      sampleProfile({ id: "d", group: "Own" }),
    ];
    const rows = profileRows(grouped, closed, []);
    expect(groupRows(rows).map(({ name, rows: its }) => [name, its.map(({ id }) => id).join("")])).toEqual([
      [undefined, "b"],
      ["Own", "ad"],
      ["Agency", "c"],
    ]);
    expect(groupRows([])).toEqual([]);
  });
});

describe("A search", () => {
  const profile = sampleProfile({
    name: "Poupée à vendre",
    group: "Customers",
    gateway: { host: "www.spinach.com", username: "olive", via: [{ host: "jump.example", username: "swee" }] },
  });
  it.each([
    "",
    "  ",
    "poupee",
    "À VENDRE",
    "spinach.com",
    "olive@www",
    "jump",
    "swee",
    "popeye",
    "custom",
    "olive vendre",
  ])("for %j finds it", (search) => expect(matchesSearch(profile, search)).toBe(true));
  it.each(["bluto", "olive bluto", "2534"])("for %j does not", (search) =>
    expect(matchesSearch(profile, search)).toBe(false),
  );
});

describe("A filter", () => {
  const filtersOf = (row: Pick<ProfileRow, "kind" | "reason">) =>
    STATE_FILTERS.filter((filter) => matchesFilter(row, filter));
  it.each([
    [{ kind: "closed", reason: undefined }, ["all", "closed"]],
    [{ kind: "open", reason: undefined }, ["all", "connected"]],
    [{ kind: "open", reason: "routes" }, ["all", "connected", "attention"]],
    [{ kind: "waiting", reason: "waiting" }, ["all", "connected", "attention"]],
    [{ kind: "failed", reason: "failed" }, ["all", "attention"]],
  ] as const)("shows %j by %j", (row, filters) => {
    expect(filtersOf(row)).toEqual(filters);
  });
});
