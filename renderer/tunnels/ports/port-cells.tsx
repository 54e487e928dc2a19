import { ArrowDown, ArrowRight, ArrowUp, CircleX, TriangleAlert } from "lucide-react";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { ForwardState, ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { formatBytes, formatCount, formatSpeed } from "../../../src/shared/words/format-values.js";
import { describeFailure, describeForwardState, words } from "../../../src/shared/words/words.js";
import { StateIcon } from "../../controls/state-icon.js";
import type { RangeTotals } from "./range-totals.js";
import { RowDisclosure } from "./row-disclosure.js";

/** The core's own `control` and `passive 2534` in the window's words; what the user named stays as it is. */
function formatPortName({ name, group }: ForwardStatus): string {
  if (group === "control") return words.ports.control;
  return group === "passive" ? words.ports.passivePort(name.replace(/^\D+/, "")) : name;
}

export function PortName({ forward, isIndented }: { readonly forward: ForwardStatus; readonly isIndented: boolean }) {
  const shown = formatPortName(forward);
  return (
    <span className={`port-name ${isIndented ? "port-indented" : ""}`} title={shown}>
      {shown}
    </span>
  );
}

/** What a range is called, which unfolds it. @param id its line's */
export function RangeName({ id, figures: { ports, plan } }: { readonly id: string; readonly figures: RangeTotals }) {
  return (
    <RowDisclosure id={id}>
      <span className="port-name" title={ports}>
        {plan?.name ?? words.ports.passiveRange}
      </span>
    </RowDisclosure>
  );
}

/** Local address and target beneath one another, where there is no room for two columns. */
export function RouteCell({
  from,
  to,
  hasArrow,
}: {
  readonly from: string;
  readonly to: string;
  readonly hasArrow: boolean;
}) {
  return (
    <span className="route">
      <span>{from}</span>{" "}
      <span>
        {hasArrow ? <ArrowRight role="img" aria-label={words.ports.leadsTo} /> : null}
        {to}
      </span>
    </span>
  );
}

export const AddressCell = ({ children }: { readonly children: string }) => (
  <span className="address" title={children}>
    {children}
  </span>
);

export function PortState({ state }: { readonly state: ForwardState }) {
  return (
    <span className="state">
      <StateIcon kind={state.kind} />
      {describeForwardState(state)}
    </span>
  );
}

/** How many of the range are in which state; the gravest first. */
export function RangeState({ tally }: { readonly tally: RangeTotals["tally"] }) {
  const kinds = (["refused", "listening", "idle"] as const).filter((kind) => tally[kind] > 0);
  return (
    <span className="stack">
      {kinds.map((kind) => (
        <span key={kind} className="state">
          <StateIcon kind={kind} />
          {`${formatCount(tally[kind])} ${words.ports.tally[kind]}`}
        </span>
      ))}
    </span>
  );
}

export function Connections({ open, total }: ForwardStatus["connections"]) {
  if (total === 0) return <span className="numeric secondary-text">{words.ports.none}</span>;
  return (
    <span className="stack numeric">
      {open === 0 ? null : <span className="active-value">{words.ports.openOf(formatCount(open))}</span>}
      <span className={open === 0 ? "" : "second-line"}>{words.ports.total(formatCount(total))}</span>
    </span>
  );
}

/** Bytes so far, and beneath them how fast they go while they do. */
export function ByteFigures({ bytes, speed }: { readonly bytes: number; readonly speed: number }) {
  const speedText = formatSpeed(speed);
  return (
    <span className="stack numeric">
      <span className={bytes === 0 ? "secondary-text" : ""}>{formatBytes(bytes)}</span>
      {speedText === "" ? null : <span className="active-value">{speedText}</span>}
    </span>
  );
}

/** Where there is room for one column of figures: connections, and what passed each way once anything did. */
export function CombinedFigures({ connections, bytes, speed }: Pick<ForwardStatus, "connections" | "bytes" | "speed">) {
  return (
    <span className="stack numeric">
      <Connections {...connections} />
      <PassedBytes bytes={bytes} speed={speed} />
    </span>
  );
}

/** What passed each way, once anything did. */
export function PassedBytes({ bytes, speed }: Pick<ForwardStatus, "bytes" | "speed">) {
  return (["down", "up"] as const)
    .filter((direction) => bytes[direction] > 0)
    .map((direction) => (
      <span key={direction} className="byte-direction">
        <DirectionIcon direction={direction} />
        <ByteFigures bytes={bytes[direction]} speed={speed[direction]} />
      </span>
    ));
}

/** Which way bytes go, where no heading says so. */
export function DirectionIcon({ direction }: { readonly direction: "up" | "down" }) {
  const Icon = direction === "up" ? ArrowUp : ArrowDown;
  return <Icon role="img" aria-label={words.ports[direction]} />;
}

export function FailureReason({ cause, isRefusal }: { readonly cause: Failure; readonly isRefusal: boolean }) {
  const { says, remedy } = describeFailure(cause);
  const Icon = isRefusal ? CircleX : TriangleAlert;
  return (
    <div className={`cause ${isRefusal ? "cause-refusal" : "cause-trouble"}`}>
      <Icon aria-hidden="true" />
      <p>
        <strong>
          {isRefusal ? "" : `${words.ports.latestFailed}${words.betweenSentences}`}
          {says}
        </strong>
        {words.betweenSentences}
        {remedy}
      </p>
    </div>
  );
}
