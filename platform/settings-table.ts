/** The one description of the settings: the help text and the README's table are made from it. */

interface Explanation {
  name: string;
  /** The default, as one would write it; a phrase where it depends on something. */
  standard: string;
  example: string;
  text: string;
}

/** Every setting, in the order in which people need them. */
export const settingsTable: readonly Explanation[] = [
  {
    name: 'PORT',
    standard: '4000',
    example: '8080',
    text: 'The port to listen on; 0 takes any free one.',
  },
  {
    name: 'ROOKERY_HOST',
    standard: '127.0.0.1',
    example: '127.0.0.1',
    text: 'The address to listen on. `--lan` sets 0.0.0.0: every network of this machine.',
  },
  {
    name: 'ROOKERY_DATA',
    standard: './rookery-data',
    example: '/var/lib/rookery',
    text: 'The folder that holds everything: databases, pictures, secrets.',
  },
  {
    name: 'ROOKERY_DATABASE_URL',
    standard: 'none',
    example: 'postgres://rookery:secret@db.example.org/rookery_{service}',
    text: 'PostgreSQL (15 or newer) in place of SQLite files: a database for each of auth, users and chats, whose name stands for `{service}`.',
  },
  ...['auth', 'users', 'chats'].map((service) => ({
    name: `ROOKERY_DATABASE_URL_${service.toUpperCase()}`,
    standard: 'none',
    example: `postgres://rookery:secret@db.example.org/rookery_${service}`,
    text: `The database of \`${service}\` alone, before ROOKERY_DATABASE_URL.`,
  })),
  {
    name: 'ROOKERY_URL',
    standard: 'none',
    example: 'https://chat.example.org',
    text: 'The public address: decides links, cookie, HSTS and the one origin that is accepted.',
  },
  {
    name: 'ROOKERY_TLS_CERT',
    standard: 'none',
    example: '/etc/ssl/chat.pem',
    text: 'The certificate with its chain (PEM), to serve HTTPS without a proxy. Needs the key too.',
  },
  {
    name: 'ROOKERY_TLS_KEY',
    standard: 'none',
    example: '/etc/ssl/chat.key',
    text: "The certificate's key (PEM).",
  },
  {
    name: 'ROOKERY_REGISTRATION',
    standard: '`open`; `invite` once ROOKERY_URL is set',
    example: 'invite',
    text: 'Who may register: `open` everyone, `invite` only with an invite link, `closed` nobody.',
  },
  {
    name: 'ROOKERY_OFFLINE_START',
    standard: 'on',
    example: 'off',
    text: '`off` takes the worker that starts the app without the server out of every browser that opens it.',
  },
  {
    name: 'ROOKERY_TRUSTED_PROXIES',
    standard: 'none',
    example: '127.0.0.1,10.0.0.0/8',
    text: "Addresses or networks of your reverse proxies: only their X-Forwarded-For tells a client's address.",
  },
  {
    name: 'ROOKERY_LOG',
    standard: 'warn',
    example: 'info',
    text: 'How much to log: `trace`, `debug`, `info`, `warn`, `error` or `silent`.',
  },
  {
    name: 'ROOKERY_METRICS_PORT',
    standard: 'none',
    example: '9464',
    text: 'A port of its own for `GET /metrics` (Prometheus) with the figures of every service in this process; 0 takes any free one. Never the public port.',
  },
  {
    name: 'ROOKERY_METRICS_HOST',
    standard: '127.0.0.1',
    example: '127.0.0.1',
    text: 'The address to serve metrics on. They have no sign-in: keep them off public networks.',
  },
  {
    name: 'ROOKERY_NATS_URL',
    standard: 'none',
    example: 'nats://nats.example.org:4222',
    text: 'The bus of services that run alone (`rookery run chats`): NATS servers, with commas between.',
  },
  {
    name: 'ROOKERY_NATS_USER',
    standard: "the service's name, if there is a password",
    example: 'chats',
    text: 'Who this service is to NATS: `deploy/nats-users.conf` has a user for each.',
  },
  {
    name: 'ROOKERY_NATS_PASSWORD',
    standard: 'none',
    example: 'a-long-secret-of-its-own',
    text: 'The password of that user.',
  },
  {
    name: 'ROOKERY_NATS_REPLICAS',
    standard: '1',
    example: '3',
    text: 'On how many NATS servers each durable event is kept: 1, 3 or 5, and at most as many as there are.',
  },
  {
    name: 'ROOKERY_SECRET',
    standard: 'none',
    example: 'the-same-32-or-more-characters-everywhere',
    text: 'Signs calls between services that run alone: the same for all, 32 characters or more.',
  },
  ...['auth', 'users', 'chats'].map((service) => ({
    name: `ROOKERY_${service.toUpperCase()}_URL`,
    standard: 'none',
    example: `http://10.0.0.5:4000,http://10.0.0.6:4000`,
    text: `Where services that run alone reach the replicas of \`${service}\`.`,
  })),
  {
    name: 'ROOKERY_RATE_LIMITS',
    standard: 'on',
    example: 'off',
    text: '`off` lifts every limit on how often something may be done. For load tests only.',
  },
  {
    name: 'ROOKERY_LIMIT_…',
    standard: 'see `rookery help limits`',
    example: '50',
    text: 'Any other limit, such as ROOKERY_LIMIT_SOCKETS_PER_USER=50 or ROOKERY_LIMIT_POSTS_PER_USER=100/10s.',
  },
];

/** The row of one setting. Throws for a name that is not in the table: a fault in our code. */
export function explains(name: string): Explanation {
  const row = settingsTable.find((one) => one.name === name);
  if (!row) throw new Error(`the settings table lacks ${name}`);
  return row;
}

/** The table as Markdown, as the README holds it between its two marks. */
export function settingsMarkdown(): string {
  const code = (text: string) => (/[` ]/.test(text) || text === 'none' ? text : `\`${text}\``);
  const rows = settingsTable.map(
    ({ name, standard, text }) => `| \`${name}\` | ${code(standard)} | ${text} |`,
  );
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

/** The table as plain text for a terminal of 100 columns. */
export function settingsHelp(): string {
  return settingsTable
    .map(({ name, standard, text }) => {
      const plain = `${text} [${standard}]`.replaceAll('`', '');
      return `  ${name.padEnd(28)}${plain}`;
    })
    .join('\n');
}
