import { plainText } from "../../shared/text/plain-text.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { Warning } from "../../shared/status/warning.js";
import { MAX_BANNER_LENGTH } from "../check/login-findings.js";

/** What the latest attempt to open a tunnel has found beside its end: what should be mended, and what the gateways said. */
export class AttemptNotes {
  #warnings: readonly Warning[] = [];
  #banner = "";

  /** Another attempt begins. @param warnings what is known before it */
  begin(warnings: readonly Warning[]): void {
    this.#warnings = warnings;
    this.#banner = "";
  }

  addWarning(warning: Warning): void {
    this.#warnings = [...this.#warnings, warning];
  }

  /** @param text as the gateway sent it @returns whether it says anything new */
  addBanner(text: string): boolean {
    const banner = plainText(`${this.#banner}\n${text.slice(0, 4 * MAX_BANNER_LENGTH)}`, MAX_BANNER_LENGTH);
    if (banner === this.#banner) return false;
    this.#banner = banner;
    return true;
  }

  /** As a tunnel's status tells them. */
  facts(): Pick<TunnelStatus, "warnings" | "banner"> {
    return {
      ...(this.#warnings.length === 0 ? {} : { warnings: this.#warnings }),
      ...(this.#banner === "" ? {} : { banner: this.#banner }),
    };
  }
}
