import { chats } from '../../contracts/chats.ts';
import { readRenamed, subject } from '../../contracts/events.ts';
import type { DurableBus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { ping, type Database } from '../../platform/db.ts';
import { newToken } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { migrate } from '../../platform/migrate.ts';
import { RateCounter } from '../../platform/rates.ts';
import { serveRoutes } from '../../platform/routes.ts';
import { Changes } from './changes.ts';
import { Digests } from './digests.ts';
import { Erasures } from './erasures.ts';
import { renameInviter } from './invites.ts';
import { migrations } from './migrations.ts';
import { PostQueue } from './post-queue.ts';
import { PosterReads } from './reads.ts';
import { handlers } from './routes.ts';
import type { ChatsTables } from './schema.ts';
import { UntoldReads } from './untold-reads.ts';

export interface ChatsDeps {
  database: Database<ChatsTables>;
  bus: DurableBus;
  clock: Clock;
  /** Signs calls between services. */
  secret: Uint8Array;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  /** Where this instance is reached: invite links begin with it. */
  publicAddress: () => string;
}

/** Rooms, members, invites, messages and read positions: the only truth about a conversation. */
export function create(deps: ChatsDeps) {
  const { database, bus, clock, log, limits } = deps;
  const digests = new Digests(bus, clock);
  const changes = new Changes(database, bus, digests);
  const onError = (error: unknown) => log.error({ err: error }, 'read positions could not be written');
  const posterReads = new PosterReads(changes, clock, limits.readIntervalMs, onError);
  const untoldReads = new UntoldReads(changes, clock, onError);
  const erasures = new Erasures({ changes, clock, log });
  let queue: PostQueue | undefined;
  let stopConsuming: (() => Promise<void>) | undefined;
  let serve: ((request: Request) => Promise<Response>) | undefined;

  return {
    fetch(request: Request): Promise<Response> {
      if (!serve) throw new Error('chats was not started');
      return serve(request);
    },
    /** Brings the store to this version and begins to serve. Throws `StoreError`. */
    async start(): Promise<void> {
      await migrate('chats', database, migrations, log);
      queue = new PostQueue({
        changes,
        clock,
        log,
        limits,
        secret: await fingerprintSecret(database),
        onPosted: (post, { seq, n }) => posterReads.posted(post.by, post.room, seq, n),
      });
      serve = serveRoutes(
        chats,
        handlers({
          changes,
          queue,
          erasures,
          untoldReads,
          clock,
          limits,
          rates: {
            posts: new RateCounter(limits.postsPerUser, clock, 'posts'),
            rooms: new RateCounter(limits.roomsMadePerUser, clock, 'new rooms'),
            invites: new RateCounter(limits.invitesMadePerUser, clock, 'new invites'),
          },
          publicAddress: deps.publicAddress,
        }),
        { ...deps, service: 'chats', ready: () => ping(database) },
      );
      stopConsuming = bus.consume(subject.renamed, 'chats', async (payload) => {
        const news = readRenamed(payload);
        // It would be the same the next time.
        if (!news) return log.error('a change of a username that cannot be read was left out');
        await renameInviter(database, news);
      });
      digests.start();
      erasures.start();
      posterReads.start();
      untoldReads.start();
    },
    /** Finishes the posts that wait, then closes the store. */
    async stop(): Promise<void> {
      await stopConsuming?.();
      await queue?.drained();
      await erasures.stop();
      await untoldReads.stop();
      await posterReads.stop();
      digests.stop();
      await database.close();
    },
  };
}

/** The key of the fingerprints, made once and kept with what it protects. */
async function fingerprintSecret(database: Database<ChatsTables>): Promise<string> {
  const name = 'fingerprint';
  await database.query
    .insertInto('store')
    .values({ name, value: newToken() })
    .onConflict((c) => c.column('name').doNothing())
    .execute();
  const row = await database.query
    .selectFrom('store')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}
