/** Where the replicas of the public services listen, as `host:port`. */
export interface Behind {
  live: readonly string[];
  gateway: readonly string[];
  web: readonly string[];
}

/** The site's address for Caddy: a port of loopback in plain HTTP, or `https://localhost:PORT`. */
export interface Site {
  port: number;
  tls: boolean;
  /** Where Caddy keeps its own certificate authority. */
  storage: string;
}

/**
 * Caddy before the public services: sockets straight to `live`, calls to `gateway`, the rest to `web`. Nobody sticks to a
 * replica; one that says that it is not ready is passed over within a second.
 */
export function caddyfile(behind: Behind, { port, tls, storage }: Site): string {
  const proxy = (addresses: readonly string[]) => `reverse_proxy ${addresses.join(' ')} {
			# Taking turns, several requests at once may each meet only the one that is away.
			lb_policy least_conn
			# Who refuses the connection has not got the request: another one may have it.
			lb_try_duration 5s
			lb_try_interval 50ms
			fail_duration 1s
			health_uri /readyz
			health_interval 500ms
			health_timeout 2s
			transport http {
				# Shorter than the services keep a silent connection: a request never meets one that is just closed.
				keepalive 5s
			}
		}`;
  return `{
	admin off
	skip_install_trust
	storage file_system ${JSON.stringify(storage)}
	${tls ? 'auto_https disable_redirects' : 'auto_https off'}
}
${tls ? `https://localhost:${port}` : `http://:${port}`} {
	bind 127.0.0.1
	${tls ? 'tls internal' : ''}
	handle /live {
		${proxy(behind.live)}
	}
	@documents path /api/docs /api/openapi.json
	handle @documents {
		${proxy(behind.web)}
	}
	handle /api/* {
		${proxy(behind.gateway)}
	}
	handle {
		${proxy(behind.web)}
	}
}
`;
}
