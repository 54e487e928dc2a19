/** One small change to the source that breaks a promise of SECURITY.md, and the test that must notice. */
export interface Mutant {
  /** How the promise's row in SECURITY.md begins. */
  readonly promise: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly find: string;
  readonly replace: string;
  /** The test file, and a part of its titles where only some of it is run. */
  readonly test: string;
  readonly title?: string;
}

type Edit = readonly [file: string, find: string, replace: string, test: string, title?: string];

const breaking = (promise: string, ...edits: readonly Edit[]): Mutant[] =>
  edits.map(([file, find, replace, test, title]) => ({
    promise,
    file: `src/${file}`,
    find,
    replace,
    test: `test/${test}.test.ts`,
    ...(title === undefined ? {} : { title }),
  }));

/** Promises of which no change to the source is tried here, and why. */
export const NOT_MUTATED: Readonly<Record<string, string>> = {
  "A relay and a range lead to an FTP server that asks": "no code logs in, so there is none to change",
  "226 from a bridge means": "held against real servers, which need a build",
  "No reader throws, takes 100 ms": "a change would have to be found by chance",
  "A reader looks at each byte a few times at most": "what copies a whole buffer again stands in no one place",
  "No secret is in a profile document": "held in the built app, which needs a build",
  "Sandbox, context isolation, no node": "held in the built app, which needs a build",
  "The packaged program runs no other script": "held in the packed app, which needs packing",
};

export const mutants: readonly Mutant[] = [
  ...breaking(
    "Another process learns the tunnels by a socket",
    [
      "core/activity/status-listener.ts",
      "await chmod(folder, 0o700);",
      "await chmod(folder, 0o777);",
      "core/activity/status-listener",
    ],
    [
      "core/activity/status-listener.ts",
      "await chmod(socket.file, 0o600);",
      "await chmod(socket.file, 0o666);",
      "core/activity/status-listener",
    ],
    [
      "core/activity/status-listener.ts",
      "if (request.slice(0, end) === STATUS_REQUEST) client",
      "if (request !== STATUS_REQUEST) client",
      "core/activity/status-listener",
    ],
    ["core/activity/status-listener.ts", "server.maxConnections = MAX_CLIENTS;", "", "core/activity/status-listener"],
  ),
  ...breaking("The password of an address or command", [
    "shared/profile/destination-hop.ts",
    "const username = colon === -1 ? text : text.slice(0, colon);",
    "const username = text;",
    "shared/profile/parse-destination",
  ]),
  ...breaking(
    "Everything listens on loopback",
    [
      "shared/profile/field-schemas.ts",
      'LOOPBACK = "127.0.0.1"',
      'LOOPBACK = "0.0.0.0"',
      "shared/profile/profile-schema",
    ],
    [
      "core/import/narrow-profile.ts",
      "if (isLoopback(listen.host)) return listen;",
      "return listen;",
      "core/import/culvert-document",
    ],
    ["core/import/narrow-profile.ts", "listen, enabled: false }", "listen }", "core/import/culvert-document"],
    ["core/import/narrow-profile.ts", "openAtStart: false,", "", "core/import/culvert-document"],
    [
      "core/import/narrow-profile.ts",
      "const { login, users, ...closed } = listening;",
      "const { login, users } = listening, closed = listening;",
      "core/import/culvert-document",
    ],
    [
      "core/import/narrow-profile.ts",
      'notes.push({ code: "listen-narrowed", what: formatEndpoint(listen) });',
      "",
      "core/import/culvert-document",
    ],
    [
      "shared/profile/listen-host.ts",
      '["", "*", "0.0.0.0", "0"].includes(host)',
      '["", "*", "0"].includes(host)',
      "core/import/openssh/openssh-config",
    ],
    ["shared/profile/listener-facts.ts", "enabled: plan.enabled", "enabled: true", "core/import/culvert-document"],
  ),
  ...breaking(
    "A bridge lets nobody in without the password",
    [
      "core/bridge/login-throttle.ts",
      "return isName && isPassword;",
      "return isName || isPassword;",
      "core/bridge/login-throttle",
    ],
    [
      "core/bridge/ftp-bridge.ts",
      "isLoopback(listen.host) || (allow.length > 0 && !anyLogin)",
      "listen.port > 0",
      "core/bridge/exposed-bridge",
      "is not offered at",
    ],
    ["core/bridge/login-throttle.ts", "randomBytes(15)", "Buffer.alloc(15)", "core/bridge/login-throttle"],
    ["cli/bridge-passwords.ts", '{ flag: "wx", mode: 0o600 }', '{ flag: "wx", mode: 0o644 }', "cli/bridge-passwords"],
    ["cli/bridge-passwords.ts", "await chmod(file, 0o600);", "", "cli/bridge-passwords"],
    [
      "cli/terminal/announcements.ts",
      "if (this.isTerminal) return",
      "if (origin !== undefined) return",
      "cli/bridge-passwords",
    ],
  ),
  ...breaking(
    "A relay's data port is one-shot",
    [
      "core/net/data-listener.ts",
      "this.close();\n    options.onConnection(socket);",
      "options.onConnection(socket);",
      "core/relay/hostile",
      "lets one connection through a gate and no second",
    ],
    [
      "core/net/data-listener.ts",
      "this.#isClosed || socket.remoteAddress !== options.peer",
      "this.#isClosed",
      "core/relay/hostile",
      "lets no other address through a gate",
    ],
  ),
  ...breaking("The files that Culvert writes into its data folder", [
    "core/store/profile-store.ts",
    "configFileMode: 0o600",
    "configFileMode: 0o644",
    "core/store/profile-store",
  ]),
  ...breaking(
    "A profile file of a newer version is never written",
    [
      "core/store/profile-store.ts",
      'if (text.kind === "newer") throw',
      'if (text.kind === "missing") throw',
      "core/store/profile-store",
      "newer",
    ],
    [
      "core/store/profile-file.ts",
      "if (version > DOCUMENT_VERSION)",
      "if (version > DOCUMENT_VERSION + 1)",
      "core/store/profile-store",
      "newer",
    ],
    [
      "core/store/file-lock.ts",
      "await rm(lock, { force: true }); // a full disk",
      "// a full disk",
      "core/store/file-lock",
    ],
    [
      "core/store/file-lock.ts",
      "Math.abs(Date.now() - createdAt)",
      "Date.now() - createdAt",
      "core/store/file-lock",
      "taken away at once",
    ],
  ),
  ...breaking(
    "What speaks HTTP, TLS or SSH to a bridge",
    [
      "core/ftp/foreign-protocol.ts",
      'if (first.startsWith("\\x16")) return "TLS";',
      'if (first.startsWith("never")) return "TLS";',
      "core/bridge/control-connection",
      "another protocol",
    ],
    [
      "core/ftp/foreign-protocol.ts",
      'if (first.startsWith("SSH-")) return "SSH";',
      "",
      "core/bridge/control-connection",
      "another protocol",
    ],
  ),
  ...breaking(
    "A relay cuts off HTTP by whatever method",
    [
      "core/ftp/foreign-protocol.ts",
      "if (HTTP.test(lines))",
      "if (HTTP.test(lines.slice(9)))",
      "core/ftp/foreign-protocol",
    ],
    ["core/ftp/foreign-protocol.ts", "|[ \\t]HTTP\\/\\d/im", "/im", "core/ftp/foreign-protocol"],
  ),
  ...breaking("On Linux, a control or data connection of another user", [
    "core/net/admit-user.ts",
    "owner === 0 || own.includes(owner)",
    "owner >= 0 || own.includes(owner)",
    "core/net/other-users",
  ]),
  ...breaking(
    "A computer that `ftp.allow` does not name",
    [
      "core/net/admit-user.ts",
      "if (allows(address)) return next(client);",
      "if (address !== undefined) return next(client);",
      "core/net/allow-list",
    ],
    ["shared/profile/exposure-schema.ts", "network.prefix === 0", "network.prefix < 0", "shared/profile/exposure"],
    ["shared/profile/exposure.ts", "ftp.allow === undefined", "ftp.listen.port === 0", "shared/profile/exposure"],
    ["core/bridge/ftp-bridge.ts", "allow.length > 0 && ", "", "core/bridge/exposed-bridge"],
  ),
  ...breaking(
    "Beyond loopback a bridge lets nobody in by any name",
    ["core/bridge/ftp-bridge.ts", " && !anyLogin)) await", ")) await", "core/bridge/exposed-bridge"],
    [
      "shared/profile/exposure.ts",
      'if (ftp.login?.any === true) issues.push({ problem: "any-login-exposed"',
      'if (ftp.listen.port === 0) issues.push({ problem: "any-login-exposed"',
      "shared/profile/exposure",
    ],
  ),
  ...breaking(
    "Passwords of a bridge's users are kept as scrypt hashes",
    [
      "core/bridge/password-hash.ts",
      "&& timingSafeEqual(expected, actual)",
      "",
      "core/bridge/bridge-users",
      "is kept as a hash",
    ],
    [
      "core/bridge/bridge-users.ts",
      "isRight && user !== undefined",
      "isRight",
      "core/bridge/bridge-users",
      "is that of",
    ],
    [
      "core/bridge/login-throttle.ts",
      "name?.delay(now, MAX_FREE_TRIES_OF_USER) ?? 0",
      "0",
      "core/bridge/bridge-users",
      "costs more time",
    ],
  ),
  ...breaking(
    "A bridge's user never leaves its folder",
    [
      "core/bridge/jailed-file-system.ts",
      "if (!real.startsWith(this.#prefix)) throw leadsOut();",
      "",
      "core/bridge/bridge-users",
      "is not left by a symbolic link",
    ],
    [
      "core/bridge/jailed-file-system.ts",
      'return entry?.kind === "link" ? this.#verified(await this.files.realPath(named)) : named;',
      "return named;",
      "core/bridge/bridge-users",
      "is not left by a symbolic link",
    ],
    [
      "core/bridge/jailed-file-system.ts",
      'if (entries.some(({ kind }) => kind === "link")) throw leadsOut();',
      "",
      "core/bridge/jailed-file-system",
    ],
  ),
  ...breaking(
    "A bridge's user does what its rights name",
    [
      "core/bridge/control-connection.ts",
      "if (refused !== undefined) return refused;",
      "",
      "core/bridge/bridge-users",
      "let a reader read",
    ],
    [
      "core/bridge/new-file.ts",
      'rights.isUploadOnly && existing === "replace"',
      'existing === "refuse"',
      "core/bridge/bridge-users",
      "of a drop box",
    ],
  ),
  ...breaking(
    "PORT and EPRT lead to the client's own address alone",
    ["core/net/data-listener.ts", "if (!isPortTaken(thrown)) throw thrown;", "throw thrown;", "core/net/allow-list"],
    ["core/ftp/admit-data-port.ts", "endpoint === undefined || ", "", "core/ftp/admit-data-port"],
  ),
  ...breaking("A key that the system's known_hosts revokes", [
    "core/ssh/host-key/check-host-key.ts",
    "...(await knownHosts.readOthers()),",
    "",
    "core/ssh/host-key/system-known-hosts",
  ]),
  ...breaking("What it says at the login is shown without", [
    "shared/status/plain-text.ts",
    '.replace(UNSAFE, "")',
    "",
    "core/ssh/auth/login-wait",
  ]),
  ...breaking("`CULVERT_PASSWORD` answers a prompt that asks for a password", [
    "cli/terminal/terminal-prompter.ts",
    "password !== undefined && asksForPassword(question)",
    "password !== undefined",
    "cli/terminal/terminal-prompter",
  ]),
  ...breaking("A line that never ends is hung up on", [
    "core/ftp/command-reader.ts",
    "if (this.#length > MAX_LINE_BYTES) throw",
    "if (this.#length > 1e9) throw",
    "core/ftp/command-reader",
  ]),
  ...breaking(
    "The app has no web server",
    ["main/window/app-protocol.ts", ' && host === "app"', "", "main/window/app-protocol"],
    ["main/window/app-protocol.ts", "within.startsWith(`..${sep}`)", "within === sep", "main/window/app-protocol"],
    ["main/window/app-protocol.ts", ' && request.method === "GET"', "", "main/window/app-protocol"],
    ["main/window/app-protocol.ts", "\"default-src 'none'\"", '"default-src *"', "main/window/app-protocol"],
  ),
  ...breaking(
    "A session with a server that knows `mlkem768x25519-sha256`",
    [
      "core/ssh/ssh2-internals/hybrid-kex.ts",
      "if (serverShare.length !== SERVER_SHARE_BYTES)",
      "if (serverShare.length < X25519_BYTES)",
      "core/ssh/ssh2-internals/hybrid-kex",
    ],
    [
      "core/ssh/ssh2-internals/key-exchange.ts",
      "kex: [HYBRID_KEX, ...lists.kex.array],",
      "kex: [...lists.kex.array],",
      "core/ssh/ssh2-internals/hybrid-kex",
    ],
  ),
  ...breaking(
    "A host certificate counts only where an authority",
    [
      "core/ssh/host-key/host-certificate.ts",
      'if (kind !== "host") return "wrong-kind";',
      "",
      "core/ssh/host-key/host-certificate",
    ],
    [
      "core/ssh/host-key/host-certificate.ts",
      'if (!verifySignature(authority, signature, signed)) return "bad-signature";',
      "",
      "core/ssh/host-key/host-certificate",
    ],
    [
      "core/ssh/host-key/host-certificate.ts",
      "|| key.equals(certificate.authority)",
      "",
      "core/ssh/host-key/host-certificate",
    ],
    [
      "core/ssh/certificate/validity-problem.ts",
      "seconds >= validBefore",
      "seconds > validBefore",
      "core/ssh/host-key/host-certificate",
    ],
  ),
  ...breaking(
    "The host key is checked before anything else is said",
    [
      "core/ssh/transport/handshake.ts",
      "checkHostKey(hop, key, environment, ask, onWarning).then(",
      "Promise.resolve().then(",
      "core/ssh/before-trust",
    ],
    [
      "core/ssh/transport/handshake.ts",
      'onStep("checking-host-key");',
      'onStep("checking-host-key");\n        verify(true);',
      "core/ssh/before-trust",
    ],
    [
      "core/ssh/host-key/check-host-key.ts",
      'throw new FailureError({ code: "host-key.changed"',
      'return true;\n      throw new FailureError({ code: "host-key.changed"',
      "core/ssh/before-trust",
    ],
    [
      "core/ssh/host-key/check-host-key.ts",
      'throw new FailureError({ code: "host-key.revoked"',
      'return true;\n      throw new FailureError({ code: "host-key.revoked"',
      "core/ssh/before-trust",
    ],
    [
      "core/ssh/host-key/check-host-key.ts",
      'if (answer.kind === "cancel") throw',
      'if (answer.kind === "nobody") throw',
      "core/ssh/before-trust",
    ],
    [
      "core/ssh/host-key/known-hosts.ts",
      'if (plain.length === 0) return { kind: "unknown" };',
      'if (plain.length < 2) return { kind: "unknown" };',
      "core/ssh/host-key/known-hosts",
    ],
    [
      "core/ssh/host-key/known-hosts.ts",
      'line.marker === "@revoked" && line.key.equals(key)',
      'line.marker === "@revoked" && line.type === ""',
      "core/ssh/host-key/known-hosts",
    ],
    ["core/ssh/host-key/known-hosts-names.ts", "if (negated) return false;", "", "core/ssh/host-key/known-hosts"],
    [
      "core/ssh/host-key/known-hosts-names.ts",
      "port === 22 ? name",
      "port > 0 ? name",
      "core/ssh/host-key/known-hosts",
    ],
  ),
  ...breaking(
    "A changed host key is shown beneath the known one, and no click takes it",
    [
      "core/ssh/host-key/remove-changed-key.ts",
      " || typedHost.trim().toLowerCase() !== failure.host.toLowerCase()",
      "",
      "core/ssh/host-key/remove-changed-key",
    ],
    [
      "core/ssh/host-key/remove-changed-key.ts",
      "kept.file === knownHosts.file && ",
      "",
      "core/ssh/host-key/remove-changed-key",
    ],
    [
      "core/ssh/host-key/remove-changed-key.ts",
      "line.marker === undefined && ",
      "",
      "core/ssh/host-key/remove-changed-key",
    ],
  ),
  ...breaking(
    "A line of known_hosts is written whole or not at all",
    ["core/ssh/host-key/known-hosts.ts", " && isWholeKey(blob)", "", "core/ssh/host-key/known-hosts"],
    ["core/ssh/host-key/whole-key.ts", "count === wanted", "count <= wanted", "core/ssh/host-key/known-hosts"],
    [
      "core/ssh/host-key/known-hosts-file.ts",
      "await handle.truncate(size);",
      "{}",
      "core/ssh/host-key/known-hosts-full-disk",
    ],
    [
      "core/ssh/host-key/known-hosts-file.ts",
      "while (written < bytes.length) written +=",
      "written +=",
      "core/ssh/host-key/known-hosts-full-disk",
    ],
    [
      "core/ssh/host-key/known-hosts-file.ts",
      "await appendTo(beside, meanwhile.slice(before.length));",
      "",
      "core/ssh/host-key/added-host-keys",
    ],
    [
      "core/ssh/host-key/known-hosts-file.ts",
      'await handle.writeFile(text, "latin1");',
      "await handle.writeFile(text);",
      "core/ssh/host-key/added-host-keys",
    ],
    [
      "core/ssh/host-key/known-hosts-file.ts",
      "if (meanwhile !== before && !isAppendedTo(meanwhile, before)) continue;",
      "",
      "core/ssh/host-key/added-host-keys",
    ],
  ),
  ...breaking("At a later key exchange of the session the same key", [
    "core/ssh/transport/handshake.ts",
    "verify(key.equals(trustedKey))",
    "verify(true)",
    "core/ssh/hostile-gateway",
    "shows another host key",
  ]),
  ...breaking(
    "No SHA-1, no CBC and no DSA is offered",
    [
      "core/ssh/transport/algorithms.ts",
      "...(oldServer ? LEGACY[part] : [])",
      "...LEGACY[part]",
      "core/ssh/transport/algorithms",
    ],
    [
      "core/ssh/transport/algorithms.ts",
      '"aes256-ctr",',
      '"aes256-ctr",\n    "aes256-cbc",',
      "core/ssh/transport/algorithms",
    ],
    [
      "core/ssh/transport/handshake.ts",
      'compress: ["none"]',
      'compress: ["none", "zlib"]',
      "core/ssh/before-trust",
      "no compression",
    ],
  ),
  ...breaking(
    "Nothing that a gateway, a server, a file or a profile says steers",
    ["shared/words/printable.ts", "\\u202a-\\u202e", "", "shared/words/printable"],
    ["shared/words/printable.ts", "\\x7f-\\x9f", "", "shared/words/printable"],
    ["shared/words/words.ts", "printableFields(failure) as never", "failure as never", "shared/words/printable"],
    [
      "cli/terminal/output.ts",
      "process.stderr.write(`${printableText(text)}\\n`)",
      "process.stderr.write(`${text}\\n`)",
      "cli/terminal/output",
    ],
    [
      "cli/terminal/output.ts",
      "process.stdout.write(`${printableJson(value)}\\n`)",
      "process.stdout.write(`${JSON.stringify(value)}\\n`)",
      "cli/terminal/output",
    ],
  ),
  ...breaking("It gets no say on this computer", [
    "core/ssh/enforce-limits.ts",
    "onRequest: checkReplies",
    "onRequest: () => true",
    "core/ssh/hostile-gateway",
    "never reads the answers",
  ]),
  ...breaking(
    "Banners without end, packets of any size",
    [
      "core/ssh/enforce-limits.ts",
      "maxPacketBytes >= MIN_PACKET_BYTES",
      "maxPacketBytes >= 0",
      "core/ssh/hostile-gateway",
      "once it has let the user in",
    ],
    [
      "core/ssh/enforce-limits.ts",
      "bytes <= window ||",
      "bytes >= 0 ||",
      "core/ssh/hostile-gateway",
      "once it has let the user in",
    ],
  ),
  ...breaking(
    "Folders without end, answers of any size",
    [
      "core/sftp/sftp-channel.ts",
      "came > length ? undefined",
      "came > 1e9 ? undefined",
      "core/sftp/sftp-channel",
      "more bytes than were asked for",
    ],
    [
      "core/sftp/sftp-channel.ts",
      "if (pending === undefined) throw",
      "if (pending === undefined) return;\n    if (type < 0) throw",
      "core/sftp/sftp-channel",
    ],
    ["core/sftp/remote-path.ts", "/[\\0\\r\\n]/", "/[\\0\\r]/", "core/sftp/remote-path"],
  ),
  ...breaking(
    "What relays and bridges hold for all their clients together",
    [
      "core/net/control-memory.ts",
      "while (this.#total > this.maximum) {",
      "while (this.#total < 0) {",
      "core/net/control-memory",
    ],
    [
      "core/net/control-memory.ts",
      "if (this.#total + CONNECTION_BYTES > this.maximum) return undefined;",
      "",
      "core/relay/hostile",
      "turns a newcomer away for whom there is no room",
    ],
    ["core/relay/ftp-relay.ts", "memory.leave();", "", "core/relay/hostile", "breaks off the clients that hold most"],
  ),
  ...breaking(
    "Data that breaks off is never passed on as a clean end",
    ["core/net/reset-socket.ts", "else socket.resetAndDestroy();", "else socket.destroy();", "core/net/reset-socket"],
    [
      "core/relay/data-connection.ts",
      "this.passed === before && !this.#isClientBehind) void",
      "this.passed === before) void",
      "core/relay/truth",
      "are not cut off, however long it does",
    ],
    [
      "core/relay/pending-commands.ts",
      "command.isAnswered === true && command.data?.isCut !== true) this.remove",
      "command.isAnswered === true) this.remove",
      "core/relay/pending-commands",
    ],
  ),
  ...breaking(
    "A bridge's upload that breaks by a lost link",
    [
      "core/sftp/second-upload-channel.ts",
      "size < targetOffset + length",
      "size < 0",
      "core/sftp/second-upload-channel",
    ],
    ["core/sftp/write-behind.ts", "this.#failure ??= { thrown };", "", "core/sftp/pipelines", "one write has failed"],
  ),
  ...breaking("The hidden file by which a bridge's long uploads go", [
    "core/sftp/second-upload-channel.ts",
    "if (!seen.equals(proof)) throw copyFailed();",
    "",
    "core/sftp/second-upload-channel",
    "another file was put",
  ]),
  ...breaking("The host that a 227 names is never dialled", [
    "core/ftp/passive-endpoint.ts",
    "port >= 1024 && port <= 65_535",
    "port >= 1 && port <= 65_535",
    "core/ftp/passive-endpoint",
  ]),
  ...breaking(
    "In active mode the relay dials only the client's own address",
    ["core/ftp/admit-data-port.ts", "|| !isSameAddress(endpoint.host, peer)", "", "core/ftp/admit-data-port"],
    ["core/relay/data-negotiation.ts", 'argument.replaceAll(/\\d/g, "0")', "argument", "core/relay/hostile"],
  ),
  ...breaking("Another protocol ends in 421", [
    "core/ftp/reply-reader.ts",
    "(this.#pieceBytes > MAX_LINE_BYTES)",
    "(this.#pieceBytes > 1e9)",
    "core/ftp/reply-reader",
  ]),
  ...breaking(
    "Strict schemas",
    ["shared/profile/field-schemas.ts", ' && !value.startsWith("-")', "", "shared/profile/profile-issues"],
    [
      "shared/profile/field-schemas.ts",
      "!/[\\0-\\x1f\\x7f]/.test(value)",
      'value !== ""',
      "shared/profile/profile-issues",
    ],
    [
      "shared/profile/profile-schema.ts",
      "const gatewaySchema = z.strictObject(",
      "const gatewaySchema = z.object(",
      "shared/profile/profile-issues",
    ],
  ),
  ...breaking("Nothing in a profile is run or handed to a shell", [
    "core/system/port-holder/run-tool.ts",
    "windowsHide: true,",
    "windowsHide: true, shell: true,",
    "security-page",
  ]),
  ...breaking("A file to import may have 4 MB", [
    "core/import/culvert-document.ts",
    "MAX_PROFILES = 2_001",
    "MAX_PROFILES = 2_001_000",
    "core/import/hostile-files",
  ]),
  ...breaking(
    "An import changes nothing until it is taken",
    [
      "core/import/xml-parser.ts",
      'if (skipped === "doctype") return',
      'if (skipped === "malformed") return',
      "core/import/ftp-client-sites",
    ],
    [
      "main/ipc/import-session.ts",
      "this.#latest = reading;",
      'this.#latest = reading;\n    void this.merge([{ index: 0, onConflict: "keep-both" }]);',
      "main/ipc/import-session",
    ],
  ),
  ...breaking("Work that a key file asks for", [
    "core/ssh/auth/keys/argon2.ts",
    "if (memory > MAX_MEMORY_KIB || memory * passes > MAX_WORK_KIB) return tooMuch;",
    'if (memory > MAX_MEMORY_KIB || memory * passes > MAX_WORK_KIB) return { kind: "damaged" };',
    "core/ssh/auth/keys/ppk",
  ]),
  ...breaking(
    "A secret is kept only where you ticked",
    [
      "core/ssh/auth/secret-prompt.ts",
      "if (answer.remember) this.#toStore.set(key, answer.text);",
      "if (answer.remember) await secrets.set(profile, key, answer.text);",
      "core/ssh/before-trust",
      "remembered",
    ],
    ["core/ssh/auth/secret-prompt.ts", "if (answer.remember) this", "this", "core/ssh/before-trust", "remembered"],
    ["main/secrets/system-vault.ts", 'backend === "basic_text" || ', "", "main/secrets/system-vault"],
    [
      "main/secrets/system-vault.ts",
      '.toString("latin1") !== "v10"',
      '.toString("latin1") !== ""',
      "main/secrets/system-vault",
    ],
    [
      "main/secrets/system-vault.ts",
      "if (await this.canStore()) await this.#encrypt(profile, key, secret);",
      "await this.#encrypt(profile, key, secret);",
      "main/secrets/system-vault",
    ],
  ),
  ...breaking(
    "Only the calls of the contract exist",
    ["main/ipc/handle-calls.ts", "senderFrame.parent === null && ", "", "main/ipc/handle-calls"],
    ["main/ipc/handle-calls.ts", "isAppPage(senderFrame.url) && ", "", "main/ipc/handle-calls"],
    ["main/ipc/handle-calls.ts", " && isAppWindow(sender)", "", "main/ipc/handle-calls"],
    ["main/ipc/handle-calls.ts", "!parsed.success || args.length > 1", "args.length > 1", "main/ipc/handle-calls"],
  ),
  ...breaking(
    "A tunnel's own probe of the FTP server",
    [
      "core/tunnel/tunnel-route.ts",
      "const wait = isAsked || this.#probed?.target !== target ? 0 : this.#untilNext(this.#probed.at);",
      "const wait = isAsked || this.#probed?.target !== target ? 0 : Math.min(0, this.#untilNext(this.#probed.at));",
      "core/tunnel/tunnel-route",
      "not repeated within a minute",
    ],
    ["core/probe/probe-route.ts", "    await client.quit();\n", "", "core/tunnel/tunnel-route", "costs one short"],
  ),
  ...breaking(
    "In `range` the control connection is read along",
    [
      "core/forward/splice.ts",
      "tap.onUp(chunk)",
      "tap.onUp(chunk.fill(32))",
      "core/forward/watched-control",
      "passes every byte",
    ],
    [
      "core/ftp/control-watcher.ts",
      'if (verb === "AUTH" && answer.code === 234) return',
      'if (verb === "AUTH" && answer.code === 0) return',
      "core/ftp/control-watcher",
    ],
  ),
  ...breaking("It opens no file of its own choice", [
    "main/ipc/open-known-hosts.ts",
    "if (!isOffered) throw",
    "if (!isOffered && statuses.length < 0) throw",
    "main/ipc/open-known-hosts",
  ]),
];
