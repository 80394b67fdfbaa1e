import type { Person } from '../state/profiles.ts';
import { matchScore } from './fuzzy.ts';

/** What the palette may ask of the page. */
export interface PaletteActs {
  /** Asks for a new room's name, beginning with this one. */
  onCreate: (name: string) => void;
  onSettings: () => void;
  onSignOut: () => void;
  onKeys: () => void;
  /** Asks for a day of the room on show. */
  onDate: () => void;
  /** Shows the members of a room, which is opened as well. */
  onMembers: (room: string) => void;
}

/** The parts of the palette's list, from the top. */
export const paletteParts = ['rooms', 'people', 'commands'] as const;

/** Something that the palette jumps to or does. */
export interface PaletteEntry {
  id: string;
  part: (typeof paletteParts)[number];
  label: string;
  /** Beside it, more quietly. */
  note?: string;
  /** What else it is found by. */
  also?: string;
  person?: Person;
  unread?: number;
  /** What it does, by what the palette may ask of the page. */
  act: (page: PaletteActs) => void;
}

/** Of each part: more than one wants to look through; typing on narrows it. */
const mostOfPart = 20;

/** What answers the typed text, part by part, the best first; in the order of the list where nothing was typed. */
export function matching(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const scored = entries.flatMap((entry) => {
    const scores = [entry.label, ...(entry.also === undefined ? [] : [entry.also])].map((text) =>
      matchScore(typed, text),
    );
    const best = Math.max(...scores.map((score) => score ?? -Infinity));
    return best === -Infinity ? [] : [{ entry, score: typed.trim() === '' ? 0 : best }];
  });
  return paletteParts.flatMap((part) =>
    scored
      .filter(({ entry }) => entry.part === part)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, mostOfPart)
      .map(({ entry }) => entry),
  );
}
