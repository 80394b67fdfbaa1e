import type { Mutant } from './mutant.ts';

/** Faults against erasing: D11. */
export const mutantsOfErasing: readonly Mutant[] = [
  {
    name: 'the ring keeps deleted text',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/live/room.ts',
        from: "if (type === 'message.deleted') this.recentEvents.drop();",
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
    name: 'a log that somebody reads counts as emptied',
    rule: 'D11.2',
    changes: [
      { file: 'platform/db-sqlite-scrub.ts', from: "?.['busy'] === 0", to: "?.['busy'] !== undefined" },
    ],
    foundBy: [{ test: 'platform/db-sqlite.test.ts' }],
    onlyTest: 'nobody else reads the store of simulation and torture while they run',
  },
  {
    name: 'own logs keep the name of a deleted room',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/chats/erasures.ts',
        from: '  await forgetName(tx, room, [...new Set(joined)]);\n',
        to: '  await forgetName(tx, room, joined.slice(0, 0));\n',
      },
    ],
    foundBy: ['simulation', { test: 'services/chats/erasures.test.ts' }],
  },
  {
    name: 'a room goes after what is in it',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/chats/routes.ts',
        from: '      await deps.erasures.erase(params.room);\n    },\n    members:',
        to: '      void deps.erasures.erase(params.room);\n    },\n    members:',
      },
      {
        file: 'services/chats/erasures.ts',
        from: "  await tx.deleteFrom('rooms').where('id', '=', room).execute();\n",
        to: '',
      },
      {
        file: 'services/chats/erasures.ts',
        from: "  await tx.deleteFrom('erasures').where('room', '=', room).execute();\n",
        to: "  await tx.deleteFrom('rooms').where('id', '=', room).execute();\n  await tx.deleteFrom('erasures').where('room', '=', room).execute();\n",
      },
    ],
    foundBy: ['simulation', { test: 'services/chats/erasures.test.ts' }],
  },
  {
    name: 'who has a deleted room open is not told',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/live/departures.ts',
        from: "    if (code === 'room_deleted') return opened.lost(room, code);\n",
        to: "    if (code === 'room_deleted') return;\n",
      },
    ],
    foundBy: ['simulation'],
  },
  {
    name: 'what a crash left of a deleted room stays',
    rule: 'D11.2',
    changes: [
      {
        file: 'services/chats/erasures.ts',
        from: "selectFrom('erasures').select('room').execute();",
        to: "selectFrom('erasures').select('room').where('room', '=', '').execute();",
      },
    ],
    foundBy: ['simulation', { test: 'services/chats/erasures.test.ts' }],
  },
];
