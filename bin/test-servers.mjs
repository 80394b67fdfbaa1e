/** Servers and tools that unit and service tests drive. */
import { canInstall, installPackages } from './debian-packages.mjs';

const packages = ['caddy', 'nats-server', 'openssl', 'strace'];

/** Installs what is missing where that can be done; a test that misses its server then fails and says what to install. */
export async function installTestServers() {
  if (!canInstall()) return;
  const reason = await installPackages(packages);
  if (reason !== null) console.log(`${packages.join(', ')} could not be installed (${reason}).`);
}
