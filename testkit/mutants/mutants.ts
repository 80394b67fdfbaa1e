/**
 * Faults that somebody could build into the product one day, each against a rule of `docs/delivery.md`. Every one of
 * them must be found by the simulation, the torture or a test; one that survives is a missing test.
 */

/** A text of one file that is replaced; it stands there exactly once. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** What should find a mutant. Simulation and torture judge by the checker; a test file says so itself. */
export type Finder = 'simulation' | 'torture' | 'power-loss' | { test: string };

export interface Mutant {
  name: string;
  /** The rule that it breaks. */
  rule: string;
  changes: Change[];
  /** Tried in this order until one finds it. */
  foundBy: Finder[];
  /** Why neither simulation nor torture can find it, where a test has to. */
  onlyTest?: string;
}

export const mutants: readonly Mutant[] = [
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
    name: 'membership is asked again inside the cut-over',
    rule: 'D5.1',
    changes: [
      {
        file: 'services/live/catchup.ts',
        from: '    this.socket.subscribe(roomTopic(this.id));\n',
        to: '    await peers.chats.openRoom({ body: { room: this.id, user: this.user } });\n    this.socket.subscribe(roomTopic(this.id));\n',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'no gap repair',
    rule: 'D5.2',
    changes: [
      {
        file: 'services/live/room.ts',
        from: '      if (this.early.size < earlyMax) this.early.set(seq, { bytes, type });\n      this.wanted',
        to: '      if (this.head !== -1) return this.hand(seq, type, bytes);\n      this.wanted',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'no digests',
    rule: 'D5.2',
    changes: [
      {
        file: 'services/live/hub.ts',
        from: 'else room?.expect(head);',
        to: '',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/lossy-bus.test.ts' }],
  },
  {
    name: 'a lost end is noted and not fetched',
    rule: 'D5.2',
    changes: [
      {
        file: 'services/live/room.ts',
        from: '    this.wanted = Math.max(this.wanted, seq);\n    this.hold();\n',
        to: '    this.wanted = Math.max(this.wanted, seq);\n',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: "the bus's own back-pressure limit acts",
    rule: 'D7.1',
    changes: [
      {
        file: 'services/live/socket.ts',
        from: 'backpressureLimit: bunBackpressureBytes',
        to: 'backpressureLimit: 16 * 1024',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/slow-readers.test.ts' }],
  },
  {
    name: 'revocation only on the bus',
    rule: 'D8.2',
    changes: [
      {
        file: 'services/live/revocations.ts',
        from: '        void this.poll();\n        const heardAt',
        to: '        const heardAt',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/lossy-bus.test.ts' }],
  },
  {
    name: 'epoch ignored',
    rule: 'D6.2',
    changes: [
      {
        file: 'services/chats/resume.ts',
        from: '  if (position.epoch !== undefined && position.epoch !== epoch) return { ...state, reset: true };\n',
        to: '',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/resume.test.ts' }],
  },
  {
    name: 'event ids ignored',
    rule: 'D6.3',
    changes: [
      {
        file: 'services/chats/resume.ts',
        from: 'reset: event?.id !== last }',
        to: 'reset: event === undefined }',
      },
    ],
    foundBy: ['simulation'],
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
  {
    name: 'the ring keeps deleted text',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/live/room.ts',
        from: "if (type === 'message.deleted') this.dropRing();",
        to: '',
      },
    ],
    foundBy: ['simulation', { test: 'services/chats/redaction.test.ts' }],
  },
  {
    name: 'edits keep deleted text',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/chats/edits.ts',
        from: "      .where('target', '=', seq)\n      .where('type', '=', 'message.edited')",
        to: "      .where('target', '=', -1)\n      .where('type', '=', 'message.edited')",
      },
    ],
    foundBy: ['simulation', { test: 'services/chats/redaction.test.ts' }],
  },
  {
    name: 'a removed member catches up',
    rule: 'D8.1',
    changes: [
      {
        file: 'services/chats/resume.ts',
        from: '  if (user !== undefined) await membership(query, room, user);\n',
        to: '  void user;\n',
      },
      {
        file: 'services/live/room.ts',
        from: 'if (listener.user === event.data.user) listener.lost(this.id, code, event.seq);',
        to: "if (listener.user === '') listener.lost(this.id, code, event.seq);",
      },
    ],
    foundBy: ['torture', 'simulation'],
  },
  {
    name: 'the client takes any number',
    rule: 'D12.2',
    changes: [
      {
        file: 'web/src/state/room-log.ts',
        from: "    if (event.seq > this.#head + 1) return 'gap';\n",
        to: '',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'a user’s own log is not read anew',
    rule: 'D5.3',
    changes: [
      {
        file: 'services/live/own-log.ts',
        from: 'if (this.seq !== null && this.expected > this.seq) void this.read();',
        to: '',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'outbox by "id greater than cursor"',
    rule: 'D13.1',
    changes: [
      {
        file: 'platform/outbox.ts',
        from: '  private asked = false;\n',
        to: "  private asked = false;\n  private cursor = '';\n",
      },
      {
        file: 'platform/outbox.ts',
        from: "selectFrom('outbox').selectAll().orderBy('id')",
        to: "selectFrom('outbox').selectAll().where('id', '>', this.cursor).orderBy('id')",
      },
      {
        file: 'platform/outbox.ts',
        from: '    return rows.length === batchMax;\n',
        to: '    this.cursor = rows.at(-1)?.id ?? this.cursor;\n    return rows.length === batchMax;\n',
      },
    ],
    foundBy: ['simulation', { test: 'platform/outbox.test.ts' }],
  },
];
