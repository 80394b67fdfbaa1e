import { hangOn, startNatsCluster } from '../../testkit/nats-cluster.ts';
import { natsBus } from '../../platform/bus-nats.ts';
import { createLog } from '../../platform/log.ts';

const rounds = 7;
/** How often an event is sent, in ms. */
const everyMs = 50;

/**
 * From the death of the NATS server that a consumer hangs on until it has an event that was sent after it, in ms; by
 * round.
 */
export async function measureConsumer(): Promise<number[]> {
  const each: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const servers = await startNatsCluster();
    const subject = 'bench.recovery';
    const { promise: recovered, resolve } = Promise.withResolvers<number>();
    const { promise: works, resolve: workedOnce } = Promise.withResolvers<void>();
    let killedAt = Number.POSITIVE_INFINITY;
    const { server, stop } = await hangOn(servers, {
      subject,
      consumer: 'users',
      got(sentAt) {
        workedOnce();
        if (Number(sentAt) > killedAt) resolve(performance.now() - killedAt);
      },
    });
    const others = servers.urls.filter((_, i) => i !== server);
    const sender = natsBus({ servers: others.join(), name: 'sender', replicas: 3 }, createLog('silent'));
    let n = 0;
    const sending = setInterval(() => {
      const sentAt = String(performance.now());
      // What does not arrive now is sent no more: a relay would go on.
      sender.publishDurably(subject, `event-${++n}`, sentAt).catch(() => undefined);
    }, everyMs);
    await works;
    killedAt = performance.now();
    await servers.kill(server);
    each.push(await recovered);
    clearInterval(sending);
    await stop();
    await sender.close();
    await servers.stop();
  }
  return each;
}
