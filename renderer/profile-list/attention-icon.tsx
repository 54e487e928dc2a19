import { TriangleAlert } from "lucide-react";
import { StateIcon } from "../controls/state-icon.js";
import type { AttentionReason } from "./attention.js";

/** Why a tunnel needs its user, as an icon of its own shape; the words stand beside it. */
export function AttentionIcon({ reason }: { readonly reason: AttentionReason }) {
  if (reason === "routes") return <TriangleAlert className="state-icon state-icon-waiting" aria-hidden="true" />;
  return <StateIcon kind={reason === "refusals" ? "refused" : reason} />;
}
