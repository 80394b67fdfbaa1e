import type { Mutant } from './mutant.ts';

/** Faults against delivery, resuming and revocation: D5 to D8. */
export const mutantsOfDelivery: readonly Mutant[] = [
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
        from: 'this.early.set(seq, event);\n      this.wanted',
        to: 'this.early.set(seq, event);\n      if (head !== -1) return this.hand(event);\n      this.wanted',
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
    name: 'swapped events are not held',
    rule: 'D5.2',
    changes: [
      {
        file: 'platform/limits.ts',
        from: "gapHoldMs: amount(20, 'ms'",
        to: "gapHoldMs: amount(0, 'ms'",
      },
    ],
    foundBy: [{ test: 'services/live/room.test.ts' }],
    onlyTest: 'it costs questions to the store, and no promise',
  },
  {
    name: 'a user’s own log is not read anew',
    rule: 'D5.3',
    changes: [
      {
        file: 'services/live/own-log.ts',
        from: 'if (this.doubted || this.expected > this.seq) void this.read();',
        to: '',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'a mention is stored and not told',
    rule: 'D5.3',
    changes: [
      {
        file: 'services/chats/mentions.ts',
        from: '  told.me.push(...(await appendMe(tx, now, entries)));\n',
        to: '  void entries;\n  void told;\n  void now;\n  void appendMe;\n',
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'what is kept is sent from one too early',
    rule: 'D6.1',
    changes: [
      {
        file: 'services/live/catchup.ts',
        from: 'room.recent(at.seq)',
        to: 'room.recent(Math.max(at.seq - 1, room.ringFrom))',
      },
    ],
    foundBy: ['simulation'],
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
        from: 'reset: idAt(after) !== last }',
        to: 'reset: idAt(after) === undefined }',
      },
      {
        file: 'services/live/recent-events.ts',
        from: 'return one !== undefined && other !== undefined && one !== other;',
        to: "return one === '' && other === undefined;",
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'chats does not compare the event at a position',
    rule: 'D6.3',
    changes: [
      {
        file: 'services/chats/resume.ts',
        from: 'reset: idAt(after) !== last }',
        to: 'reset: idAt(after) === undefined }',
      },
    ],
    foundBy: [{ test: 'services/chats/resume.test.ts' }],
    onlyTest: '`live` compares ids too as it catches a client up: nothing is lost without this, but work',
  },
  {
    name: 'live does not compare events of one number',
    rule: 'D6.3',
    changes: [
      {
        file: 'services/live/recent-events.ts',
        from: 'return one !== undefined && other !== undefined && one !== other;',
        to: "return one === '' && other === undefined;",
      },
    ],
    foundBy: ['simulation', { test: 'services/live/store-put-back-and-on.test.ts' }],
  },
  {
    name: 'a shorter own log is taken for old news',
    rule: 'D6.3',
    changes: [
      { file: 'services/live/own-log.ts', from: '    if (head < this.seq) this.doubted = true;\n', to: '' },
    ],
    foundBy: [{ test: 'services/live/members-put-back.test.ts' }],
    onlyTest: 'simulated pages take the rooms that they are in from a new socket in the end',
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
    name: 'a replay does not wait for its reader',
    rule: 'D7.2',
    changes: [
      {
        file: 'services/live/catchup.ts',
        from: 'return this.socket.buffered() > this.deps.limits.socketBufferBytes * pauseAbovePart;',
        to: 'return this.socket.buffered() > 1000 * this.deps.limits.socketBufferBytes * pauseAbovePart;',
      },
    ],
    foundBy: [{ test: 'services/live/slow-readers.test.ts' }],
    onlyTest: 'who is closed for it comes back and resumes: no promise of the log is broken',
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
    name: 'an open room is not asked of again',
    rule: 'D8.1',
    changes: [
      {
        file: 'services/live/catchup.ts',
        from: '    const state = await peers.chats.openRoom({ body: { room: this.id, user: this.user, ...position } });\n',
        to: `    const guess = { head: room.head, posts: 0, epoch: room.epoch, reset: position?.epoch !== room.epoch };
    const state =
      room.head !== -1 && position?.after !== undefined && position.after >= room.ringFrom
        ? guess
        : await peers.chats.openRoom({ body: { room: this.id, user: this.user, ...position } });
`,
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'membership of the log before holds after the store was put back',
    rule: 'D8.1',
    changes: [
      { file: 'services/live/catchup.ts', from: '    this.memberAt = null;\n', to: '' },
      {
        file: 'services/live/catchup.ts',
        from: 'this.memberAt = state.head;',
        to: 'this.memberAt = Math.max(this.memberAt ?? -1, state.head);',
      },
    ],
    foundBy: [{ test: 'services/live/members-put-back.test.ts' }, 'simulation'],
  },
  {
    name: 'revocation only on the bus',
    rule: 'D8.2',
    changes: [
      {
        file: 'services/live/revocations.ts',
        from: '        void this.poll();\n        if (this.isDeaf())',
        to: '        if (this.isDeaf())',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/lossy-bus.test.ts' }],
  },
  {
    name: 'the look at ended sign-ins waits as long as any call',
    rule: 'D8.2',
    changes: [
      {
        file: 'services/live/peers.ts',
        from: 'timeoutMs: revocationCallMs',
        to: 'timeoutMs: limits.callTimeoutMs',
      },
    ],
    foundBy: ['simulation', { test: 'services/live/revocations.test.ts' }],
  },
  {
    name: 'a sign-in is verified before ends are followed',
    rule: 'D8.2',
    changes: [{ file: 'services/live/handshake.ts', from: '    await this.deps.following();\n', to: '' }],
    foundBy: [{ test: 'services/live/revocations.test.ts' }],
    onlyTest: 'it takes a sign-out within the first second of a process',
  },
];
