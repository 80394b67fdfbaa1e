import type { Mutant } from './mutant.ts';

/** Faults against storing, refusing and sender order: D1 to D4, D9 and D10. */
export const mutantsOfStoring: readonly Mutant[] = [
  {
    name: 'an event of another kind leaves a number out',
    rule: 'D1.1',
    changes: [
      {
        file: 'services/chats/event-log.ts',
        from: '  row.head += rows.length;',
        to: '  row.head += rows.length + 1;',
      },
    ],
    foundBy: [{ test: 'testkit/rest-model.test.ts' }],
    onlyTest:
      'whoever is behind asks for the missing number again and again, and the simulation does not end',
  },
  {
    name: 'the head that is stored is that of the first post of a batch',
    rule: 'D1.2',
    changes: [
      {
        file: 'services/chats/messages.ts',
        from: 'this.heads.set(room.id, room);',
        to: 'if (!this.heads.has(room.id)) this.heads.set(room.id, { ...room });',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'no unique key',
    rule: 'D2.1',
    changes: [
      { file: 'services/chats/messages.ts', from: 'if (known) return repeated(known, print);', to: '' },
      {
        file: 'services/chats/messages.ts',
        from: `'insert into keys (room, "by", "key", fingerprint, seq, at)'`,
        to: `'insert or replace into keys (room, "by", "key", fingerprint, seq, at)'`,
      },
    ],
    foundBy: ['torture', 'simulation'],
  },
  {
    name: 'a deletion takes the key too',
    rule: 'D2.2',
    changes: [
      {
        file: 'services/chats/edits.ts',
        from: "    await forgetMentions(tx, which, mentionedIn(message.body ?? ''));\n    told.erased",
        to: "    await tx.deleteFrom('keys').where('room', '=', room).where('seq', '=', seq).execute();\n    told.erased",
      },
    ],
    foundBy: ['simulation', { test: 'services/live/post-keys.test.ts' }],
  },
  {
    name: 'a key is good for any body',
    rule: 'D2.3',
    changes: [
      {
        file: 'services/chats/messages.ts',
        from: 'if (known.fingerprint === print)',
        to: 'if (known.fingerprint.length === print.length)',
      },
    ],
    foundBy: [{ test: 'services/live/post-keys.test.ts' }],
    onlyTest: 'no client of simulation and torture uses a key for two texts',
  },
  {
    name: 'ack before commit',
    rule: 'D3.1',
    changes: [
      {
        file: 'services/chats/changes.ts',
        from: '      result = await this.database.transaction(async (tx) => {\n',
        to: `      result = await new Promise<T>((resolve, reject) => {
      this.database.transaction(async (tx) => {\n`,
      },
      {
        file: 'services/chats/changes.ts',
        from: `        committing = true;
        return done;
      });`,
        to: `        committing = true;
        resolve(done);
        return done;
      }).then(() => this.tell(told), reject);
      });`,
      },
      { file: 'services/chats/changes.ts', from: '    this.tell(told);\n', to: '' },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'synchronous=OFF',
    rule: 'D3.1',
    changes: [
      { file: 'platform/db-sqlite.ts', from: 'pragma synchronous = full', to: 'pragma synchronous = off' },
      {
        file: 'platform/db-sqlite.ts',
        from: "|| pragma('synchronous') !== 2",
        to: "|| pragma('synchronous') === 99",
      },
    ],
    foundBy: ['power-loss'],
  },
  {
    name: 'the journal is kept in memory',
    rule: 'D3.2',
    changes: [
      {
        file: 'platform/db-sqlite.ts',
        from: 'pragma journal_mode = wal',
        to: 'pragma journal_mode = memory',
      },
      { file: 'platform/db-sqlite.ts', from: "!== 'wal'", to: "!== 'memory'" },
    ],
    foundBy: ['power-loss'],
  },
  {
    name: 'a failing disk refuses for good',
    rule: 'D3.4',
    changes: [
      {
        file: 'services/chats/post-queue.ts',
        from: "'The message could not be stored; try again.', { retryAfterMs: 2000 }",
        to: "'The message could not be stored.'",
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'publish before commit',
    rule: 'D4.1',
    changes: [
      { file: 'services/chats/changes.ts', from: '    this.tell(told);\n', to: '' },
      {
        file: 'services/chats/changes.ts',
        from: `        committing = true;
        return done;`,
        to: `        committing = true;
        this.tell(told);
        return done;`,
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'history ends before the newest',
    rule: 'D4.2',
    changes: [
      {
        file: 'services/chats/history.ts',
        from: "      .selectFrom('events')\n      .selectAll()\n      .where('room', '=', who.room)\n      .where('seq', '>=', from)\n      .where('seq', '<=', to)",
        to: "      .selectFrom('events')\n      .selectAll()\n      .where('room', '=', who.room)\n      .where('seq', '>=', from)\n      .where('seq', '<', to)",
      },
    ],
    foundBy: [{ test: 'testkit/rest-model.test.ts' }],
    onlyTest: 'a page asks for the newest again and again, and the simulation does not end',
  },
  {
    name: 'a full queue takes what it refuses',
    rule: 'D9.1',
    changes: [
      {
        file: 'services/chats/post-queue.ts',
        from: "      return new ApiError('overloaded', 'Too many",
        to: "      this.waiting.push({ post, answer: () => undefined });\n      return new ApiError('overloaded', 'Too many",
      },
    ],
    foundBy: ['simulation', { test: 'services/live/full-queue.test.ts' }],
  },
  {
    name: 'who floods is only refused',
    rule: 'D9.2',
    changes: [
      {
        file: 'services/live/post-gate.ts',
        from: '    if (this.pending.size + this.refusalsOfLastSecond() >= 4 * inFlightPosts) return this.deps.onFlood();\n',
        to: '',
      },
    ],
    foundBy: [{ test: 'services/live/flooding.test.ts' }],
    onlyTest: 'the clients of simulation and torture heed the limit that the welcome tells',
  },
  {
    name: 'posts of one socket go out side by side',
    rule: 'D10.1',
    changes: [
      {
        file: 'services/live/posting.ts',
        from: 'if (batch.length > 0) await this.send(batch, lane.place);',
        to: 'for (const one of batch) void this.send([one], lane.place);',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'a room changes lanes under way',
    rule: 'D10.1',
    changes: [
      {
        file: 'services/live/posting.ts',
        from: 'this.rooms.get(room) ?? { lane: this.lane(placeOf(room)), posts: 0 }',
        to: '{ lane: this.lane(placeOf(room)), posts: 0 }',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/posting-lanes.test.ts' }],
  },
  {
    name: 'later posts do not wait for a refused one',
    rule: 'D10.2',
    changes: [
      {
        file: 'services/live/post-gate.ts',
        from: 'if (blockedBy && !returns)',
        to: 'if (blockedBy?.key === `${post.key}+`)',
      },
    ],
    foundBy: ['simulation'],
  },
];
