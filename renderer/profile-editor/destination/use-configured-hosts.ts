import { useEffect, useState } from "react";
import { NO_CONFIGURED_HOSTS, type ConfiguredHosts } from "../../../src/shared/import-export/configured-host.js";
import { callMain } from "../../ipc/culvert-api.js";

/** The hosts of ~/.ssh/config, as the file has them when a form is opened; none until they are read, or where they cannot be. */
export function useConfiguredHosts(): ConfiguredHosts {
  const [hosts, setHosts] = useState(NO_CONFIGURED_HOSTS);
  useEffect(() => {
    let isGone = false;
    void callMain("destinations.configured").then((read) => {
      if (read.ok && !isGone) setHosts(read.value);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return hosts;
}
