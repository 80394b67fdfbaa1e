import type { Mutant } from './mutant.ts';
import { mutantsOfClients } from './mutants-of-clients.ts';
import { mutantsOfDelivery } from './mutants-of-delivery.ts';
import { mutantsOfErasing } from './mutants-of-erasing.ts';
import { mutantsOfStoring } from './mutants-of-storing.ts';

/** All of them, by rule. */
export const mutants: readonly Mutant[] = [
  ...mutantsOfStoring,
  ...mutantsOfDelivery,
  ...mutantsOfErasing,
  ...mutantsOfClients,
];
