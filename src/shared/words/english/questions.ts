/** What only the user can tell while a tunnel opens. */
export const questions = {
  for: (profile: string) => `For “${profile}”`,
  hostKey: {
    title: "Is this the right server?",
    says: (gateway: string) => `Culvert meets ${gateway} for the first time. It showed this host key:`,
    keyType: "Key type",
    fingerprint: "SHA256 fingerprint",
    advice: "Compare it with what the server's owner tells you. If they differ, or you cannot find out, cancel: someone may be listening in.",
    remember: "Trust and remember",
    once: "Trust this time",
  },
  password: {
    title: (who: string) => `Password for ${who}`,
    label: "Password",
    again: "The server did not accept that password. Check it and try again.",
  },
  passphrase: {
    title: "Passphrase for your key",
    label: "Passphrase",
    says: (file: string) => `The key file ${file} is locked.`,
    again: "That passphrase does not open the key. Check it and try again.",
  },
  prompts: {
    title: (gateway: string) => `${gateway} asks`,
    answer: "Answer",
  },
  remember: "Remember it on this computer",
  rememberSays: "Kept by the system's own vault.",
  show: "Show what is typed",
  hide: "Hide what is typed",
  logIn: "Log in",
  unlock: "Unlock",
  send: "Send",
};
