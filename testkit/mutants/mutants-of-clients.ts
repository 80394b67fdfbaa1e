import type { Mutant } from './mutant.ts';

/** Faults against the browser and what is durable between services: D12 and D13. */
export const mutantsOfClients: readonly Mutant[] = [
  {
    name: 'the outbox forgets at a reload',
    rule: 'D12.1',
    changes: [
      {
        file: 'web/src/state/outbox.ts',
        from: '    await this.look();\n    this.#restored = true;',
        to: '    this.#restored = true;',
      },
    ],
    foundBy: ['simulation', { test: 'web/src/state/outbox.test.ts' }],
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
