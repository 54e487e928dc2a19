import fc from "fast-check";
import { expect, it } from "vitest";
import { RelayModel, type Script, type Step } from "../../support/fixtures/relay-model.js";

/** Set CULVERT_RUNS for more. */
const RUNS = Number(process.env["CULVERT_RUNS"] ?? 5_000);

const SUCCESSES: Readonly<Record<string, readonly number[]>> = {
  SIZE: [213],
  MDTM: [213],
  MLST: [250],
  CWD: [250],
  DELE: [250],
  NOOP: [200, 250],
  STAT: [211, 213],
  PWD: [257],
  ABOR: [225, 226],
  QUIT: [221],
};
/** What a server may refuse any command with; 426 speaks of a data connection that broke, so it is a transfer's alone. */
const REFUSALS = [425, 450, 451, 500, 502, 530, 550, 553];
const TRANSFER_REFUSALS = [...REFUSALS, 426];
/** What servers say that do not know ABOR. */
const ABOR_REFUSALS = [500, 502, 530];

const times = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1 as const) },
  { weight: 1, arbitrary: fc.constant(2 as const) },
  { weight: 1, arbitrary: fc.constant(0 as const) },
);
const script = (successes: readonly number[], refusals = REFUSALS): fc.Arbitrary<Script> =>
  fc.record({ code: fc.constantFrom(...successes, ...successes, ...refusals), times });
const send: fc.Arbitrary<Step> = fc.constantFrom(...Object.keys(SUCCESSES)).chain((verb) =>
  fc.record({
    kind: fc.constant("send" as const),
    verb: fc.constant(verb),
    script: script(SUCCESSES[verb] ?? [], verb === "ABOR" ? ABOR_REFUSALS : REFUSALS),
  }),
);
const transfer: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constant("transfer" as const),
    verb: fc.constantFrom("RETR" as const, "STOR" as const),
    bytes: fc.integer({ min: 1, max: 4 }),
    script: fc.oneof(
      { weight: 3, arbitrary: fc.record({ code: fc.constantFrom(226, 250), times }) },
      { weight: 1, arbitrary: script([226], TRANSFER_REFUSALS) },
    ),
    hasPreliminary: fc.boolean(),
    breaksAfter: fc.constantFrom(0, 1, 2, 9),
  })
  .map((step) => (step.script.code < 400 ? { ...step, breaksAfter: 9 } : step));
const pick = fc.nat(11);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: send },
  { weight: 3, arbitrary: transfer },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("server" as const), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("data" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), pick }) },
);

it("never tells a transfer that is short or cut off as done, lets no refusal beside it end it, and leaves nothing over", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (isInOrder, steps) => {
      const relay = new RelayModel(isInOrder);
      for (const one of steps) relay.take(one);
      relay.settle();
      expect(relay.faults).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
