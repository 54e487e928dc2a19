import { describe, expect, it } from "vitest";
import { AgentClient } from "../../../../src/core/ssh/auth/agent/agent-client.js";
import {
  planKeys,
  type AgentSource,
  type KeyFileSource,
  type PlannedKey,
} from "../../../../src/core/ssh/auth/plan-keys.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import { DEFAULT_KEY_FILES } from "../../../../src/shared/profile/profile-schema.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

/** Each key by one letter: a blob of Ed25519 whose number is that letter; in capitals, a certificate for it. */
const plain = (name: string): Buffer => Buffer.concat([wireString("ssh-ed25519"), wireString(name.toLowerCase())]);
const blob = (name: string): Buffer =>
  name === name.toLowerCase()
    ? plain(name)
    : Buffer.concat([
        wireString("ssh-ed25519-cert-v01@openssh.com"),
        wireString("nonce"),
        wireString(name.toLowerCase()),
        wireString("the rest"),
      ]);
const agentClient = new AgentClient("/nowhere", new ManualClock());

function agent(keys: string, named?: string): AgentSource {
  const identities = Array.from(keys).map((name) => ({ blob: blob(name), comment: name }));
  return {
    method: { method: "agent", ...(named === undefined ? {} : { identity: `~/${named}.pub` }) },
    agents: identities.length === 0 ? [] : [{ agent: agentClient, identities }],
    ...(named === undefined ? {} : { publicBlob: plain(named) }),
  };
}

/** `x` is a key in the clear; `x!` is locked; `?x!` is locked in a format that hides the public half as well. */
function file(written: string, path = `~/${written}`): KeyFileSource {
  const name = written.replace(/[?!]/g, "");
  return {
    method: { method: "key", file: path },
    isUsable: true,
    isLocked: written.endsWith("!"),
    ...(written.startsWith("?") ? {} : { publicBlob: plain(name) }),
  };
}
const missing: KeyFileSource = { method: { method: "key", file: "~/none" }, isUsable: false, isLocked: false };
const defaults = (...names: readonly string[]): KeyFileSource[] =>
  DEFAULT_KEY_FILES.map((path, index) =>
    names[index] === undefined ? { ...missing, method: { method: "key", file: path } } : file(names[index], path),
  );

/** `agent:a` or the file's path. */
const shown = (keys: readonly PlannedKey[]): string =>
  keys.map((key) => (key.kind === "agent" ? `agent:${key.identity.comment}` : key.method.file)).join(" ");

describe("the list of keys", () => {
  it.each<[string, readonly (AgentSource | KeyFileSource)[], string]>([
    ["is the agent's own where nothing else is named", [agent("abc")], "agent:a agent:b agent:c"],
    ["begins with the named key, by the agent that holds it", [agent("abc"), file("c")], "agent:c agent:a agent:b"],
    ["uses the agent for a locked file", [agent("abc"), file("b!")], "agent:b agent:a agent:c"],
    ["has a named file before the agent's others", [agent("ab"), file("x")], "~/x agent:a agent:b"],
    ["has a locked file there too, whose public half is known", [agent("ab"), file("x!")], "~/x! agent:a agent:b"],
    [
      "leaves a file that cannot be known without its passphrase behind the agent",
      [agent("ab"), file("?x!")],
      "agent:a agent:b ~/?x!",
    ],
    ["has what the agent holds before what would be read", [agent("ab"), file("x"), file("b")], "agent:b ~/x agent:a"],
    [
      "has no key twice, of two files or of an agent and a file",
      [file("x"), file("x", "~/copy"), agent("xa")],
      "agent:x agent:a",
    ],
    ["has one of two copies of a file", [file("x"), file("x", "~/copy")], "~/x"],
    ["ends with the default files", [agent("a"), ...defaults("x", "y", "z")], `agent:a ${DEFAULT_KEY_FILES.join(" ")}`],
    [
      "has the default keys of an agent before its others",
      [agent("abz"), ...defaults("x", "y", "z")],
      `agent:z agent:a agent:b ${DEFAULT_KEY_FILES.slice(0, 2).join(" ")}`,
    ],
    ["passes over files that are not there", [missing, agent("a"), ...defaults("x")], "agent:a ~/.ssh/id_ed25519"],
    [
      "takes a default file that stands alone for a named one",
      [agent("a"), file("x", "~/.ssh/id_ed25519")],
      "~/.ssh/id_ed25519 agent:a",
    ],
    ["has one key of the agent's where that is named", [agent("abc", "b")], "agent:b"],
    ["has none where the agent does not hold the one named", [agent("abc", "x")], ""],
    ["keeps IdentitiesOnly with a file: by the agent", [agent("abc", "b"), file("b!")], "agent:b"],
    ["keeps IdentitiesOnly with a file that no agent holds", [agent("abc", "x"), file("x!")], "~/x!"],
    ["has a certificate of the named key before the key", [agent("abB"), file("b")], "agent:B agent:b agent:a"],
  ])("%s", (_, sources, expected) => {
    const { first, last } = planKeys(sources, 100);
    expect(shown(first)).toBe(expected);
    expect(last).toEqual([]);
  });

  it.each<[string, readonly (AgentSource | KeyFileSource)[], number, string, string]>([
    [
      "the agent's others",
      [agent("abcdefgh")],
      5,
      "agent:a agent:b agent:c agent:d agent:e",
      "agent:f agent:g agent:h",
    ],
    [
      "not the named one",
      [agent("abcdefgh"), file("h")],
      2,
      "agent:h agent:a",
      "agent:b agent:c agent:d agent:e agent:f agent:g",
    ],
    [
      "the agent's others before default files",
      [agent("abcd"), ...defaults("x")],
      4,
      "agent:a agent:b agent:c ~/.ssh/id_ed25519",
      "agent:d",
    ],
    ["named files too where there are many", [file("u"), file("v"), file("w")], 2, "~/u ~/v", "~/w"],
  ])("puts behind the other ways what there are no tries for: %s", (_, sources, maxFirst, first, last) => {
    const plan = planKeys(sources, maxFirst);
    expect(shown(plan.first)).toBe(first);
    expect(shown(plan.last)).toBe(last);
  });
});
