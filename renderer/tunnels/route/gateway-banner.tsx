import { words } from "../../../src/shared/words/words.js";
import { CopyButton } from "../../controls/copy-button.js";
import { Notice } from "../../controls/notice.js";

const LINK = /https?:\/\/[^\s<>"']+/g;

/** What a gateway says to whoever logs in, line by line; a link in it is copied and never opened, since anybody may have sent it. */
export function GatewayBanner({ text }: { readonly text: string }) {
  const links = [...new Set([...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:)\]]+$/, "")))];
  return (
    <Notice grade="info" says={words.tunnel.gatewaySays}>
      <p className="gateway-banner">{text}</p>
      {links.map((link) => (
        <CopyButton key={link} what={`${words.tunnel.link} ${link}`} value={link} />
      ))}
    </Notice>
  );
}
