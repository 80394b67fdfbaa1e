/** The same stories of what is unread as on one process, on separate services. */
import { afterAll, beforeAll, test } from 'bun:test';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { tellStory } from './unread-story.ts';

let world: ClusterWorld;
beforeAll(async () => void (world = await startCluster()), 60_000);
afterAll(() => world.stop(), 60_000);

test('two devices and the databases agree on what is unread (seed 2)', () => tellStory(world, 2), 180_000);
