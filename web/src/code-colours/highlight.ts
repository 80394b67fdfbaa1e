import { createLowlight } from 'lowlight';
import { languages, type Language } from './languages.ts';
import { piecesOf, type Piece } from './pieces.ts';

const lowlight = createLowlight();

/** Has a language's grammar at hand; from our own server, once. Rejects when that is away. */
export async function learn(language: Language): Promise<void> {
  if (!lowlight.registered(language)) lowlight.register(language, (await languages[language]()).default);
}

/** Code of a language that was learned, in pieces. */
export const highlight = (language: Language, code: string): Piece[] =>
  piecesOf(lowlight.highlight(language, code).children);
