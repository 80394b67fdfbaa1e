/** What the operator sees once Rookery is ready. */
import { renderUnicodeCompact } from 'uqr';
import { allowedOrigins, lanAddresses, originOf, type Settings } from '../platform/config.ts';

interface Running {
  url: string;
  claimUrl: string | null;
  port: number;
}

/**
 * The addresses under which others on the network open this server: those that it listens on and accepts as origins.
 * Empty where it listens on loopback alone, and where it listens everywhere but accepts nothing else.
 */
export function lanUrls(settings: Settings, port: number): string[] {
  if (settings.publicUrl !== null) return [];
  const allowed = new Set(allowedOrigins(settings, port));
  const scheme = settings.tls ? 'https' : 'http';
  const ipv4 = lanAddresses().filter((address) => address.includes('.'));
  const everywhere = /^[0:.]+$/.test(settings.host);
  const hosts = everywhere ? ipv4 : ipv4.filter((address) => address === settings.host);
  return hosts.map((address) => originOf(scheme, address, port)).filter((origin) => allowed.has(origin));
}

/** The path and token of the claim link, under another origin. */
function under(origin: string, link: string): string {
  const { pathname, search, hash } = new URL(link);
  return origin + pathname + search + hash;
}

/** The text to print, without a final line break. */
export function banner(settings: Settings, { url, claimUrl, port }: Running): string {
  const lan = lanUrls(settings, port);
  const lines = ['', '  Rookery is ready.', ''];
  if (claimUrl === null) {
    lines.push(`  Open         ${url}`);
  } else {
    lines.push('  Open this link once to make it yours (it is shown only here):', '', `    ${claimUrl}`, '');
    const elsewhere = lan[0];
    if (elsewhere !== undefined && new URL(claimUrl).origin !== elsewhere) {
      lines.push('  or, from another device on the network:', '', `    ${under(elsewhere, claimUrl)}`, '');
    }
  }
  for (const origin of lan) lines.push(`  On the LAN   ${origin}`);
  if (settings.lan && lan.length === 0) lines.push('  On the LAN   no network address found');
  lines.push(`  Data         ${settings.dataFolder}`, '  Stop         Ctrl-C');
  if (!settings.limits.rateLimits) {
    lines.push('', '  Warning: ROOKERY_RATE_LIMITS=off, so nothing slows down guessing of passwords.');
  }
  const first = lan[0];
  if (first !== undefined) {
    const target = claimUrl === null ? first : under(first, claimUrl);
    const code = renderUnicodeCompact(target, { border: 2 });
    lines.push('', '  Scan to open it on a phone:', '', ...code.split('\n').map((line) => `  ${line}`));
  }
  return lines.join('\n');
}
