/** Imported first by every script: an old Node would otherwise fail somewhere inside with a riddle. */
const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(
    `Rookery needs Node 20 or newer; this is ${process.version}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}
