import { ArrowDown, ArrowRight, ArrowUp, CircleX, TriangleAlert } from "lucide-react";
import type { Failure } from "../../src/shared/status/failure.js";
import type { ForwardState, ForwardStatus } from "../../src/shared/status/tunnel-state.js";
import { sayBytes, sayCount, saySpeed } from "../../src/shared/words/format-values.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { StateMark } from "../controls/state-icon.js";
import type { RangeFigures } from "./range-totals.js";
import { RowFold } from "./row-disclosure.js";

/** The core's own `control` and `passive 2534` in the window's words; what the user named stays as it is. */
function sayPortName({ name, group }: ForwardStatus): string {
  if (group === "control") return words.ports.control;
  return group === "passive" ? words.ports.passivePort(name.replace(/^\D+/, "")) : name;
}

export function PortName({ forward, isIndented }: { readonly forward: ForwardStatus; readonly isIndented: boolean }) {
  const shown = sayPortName(forward);
  return <span className={`port-name ${isIndented ? "port-inside" : ""}`} title={shown}>{shown}</span>;
}

/** What a range is called, which unfolds it. @param id its line's */
export function RangeName({ id, figures: { ports, plan } }: { readonly id: string; readonly figures: RangeFigures }) {
  return <RowFold id={id}><span className="port-name" title={ports}>{plan?.name ?? words.ports.passiveRange}</span></RowFold>;
}

/** Local address and target beneath one another, where there is no room for two columns. */
export function Route({ from, to, isWay }: { readonly from: string; readonly to: string; readonly isWay: boolean }) {
  return <span className="route"><span>{from}</span>{" "}<span>{isWay ? <ArrowRight role="img" aria-label={words.ports.leadsTo} /> : null}{to}</span></span>;
}

export const Address = ({ children }: { readonly children: string }) => <span className="address" title={children}>{children}</span>;

export function PortState({ kind }: { readonly kind: ForwardState["kind"] }) {
  return <span className="state"><StateMark kind={kind} />{words.forwardStates[kind]}</span>;
}

/** How many of the range are in which state; the gravest first. */
export function RangeState({ tally }: { readonly tally: RangeFigures["tally"] }) {
  const kinds = (["refused", "listening", "idle"] as const).filter((kind) => tally[kind] > 0);
  return (
    <span className="stack">
      {kinds.map((kind) => <span key={kind} className="state"><StateMark kind={kind} />{`${sayCount(tally[kind])} ${words.ports.tally[kind]}`}</span>)}
    </span>
  );
}

export function Connections({ open, total }: ForwardStatus["connections"]) {
  if (total === 0) return <span className="figures lesser">{words.ports.none}</span>;
  return (
    <span className="stack figures">
      {open === 0 ? null : <span className="lively">{words.ports.openOf(sayCount(open))}</span>}
      <span className={open === 0 ? "" : "second"}>{words.ports.total(sayCount(total))}</span>
    </span>
  );
}

/** Bytes so far, and beneath them how fast they go while they do. */
export function Flow({ bytes, speed }: { readonly bytes: number; readonly speed: number }) {
  const pace = saySpeed(speed);
  return (
    <span className="stack figures">
      <span className={bytes === 0 ? "lesser" : ""}>{sayBytes(bytes)}</span>
      {pace === "" ? null : <span className="lively">{pace}</span>}
    </span>
  );
}

/** Where there is room for one column of figures: connections, and what passed each way once anything did. */
export function AllFigures({ connections, bytes, speed }: Pick<ForwardStatus, "connections" | "bytes" | "speed">) {
  return (
    <span className="stack figures">
      <Connections {...connections} />
      {(["down", "up"] as const).filter((way) => bytes[way] > 0).map((way) => <span key={way} className="figure-way"><Way way={way} /><Flow bytes={bytes[way]} speed={speed[way]} /></span>)}
    </span>
  );
}

/** Which way bytes go, where no heading says so. */
export function Way({ way }: { readonly way: "up" | "down" }) {
  const Icon = way === "up" ? ArrowUp : ArrowDown;
  return <Icon role="img" aria-label={words.ports[way]} />;
}

export function Why({ cause, isRefusal }: { readonly cause: Failure; readonly isRefusal: boolean }) {
  const { says, remedy } = sayFailure(cause);
  const Icon = isRefusal ? CircleX : TriangleAlert;
  return (
    <div className={`why ${isRefusal ? "why-refusal" : "why-trouble"}`}>
      <Icon aria-hidden="true" />
      <p><strong>{isRefusal ? "" : `${words.ports.latestFailed}${words.betweenSentences}`}{says}</strong>{words.betweenSentences}{remedy}</p>
    </div>
  );
}
