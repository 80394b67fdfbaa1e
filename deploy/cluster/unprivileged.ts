/** Servers that refuse to run as root run as the user nobody then. */
export const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;
