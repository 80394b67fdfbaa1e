import * as v from 'valibot';
import { Up } from '../../contracts/live.ts';
import { ApiError } from '../../contracts/errors.ts';
import { parseJson } from '../../platform/json.ts';

const known = new Set(['hello', 'open', 'close', 'post', 'typing', 'read', 'watch', 'ping']);

/** A frame that is not as it should be, with what it wanted to be as far as that can be told. */
export interface BadFrame {
  re: string;
  room?: string;
  message: string;
}

/** Reads a frame from a client. Null: a type that this version does not know, to be ignored. */
export function readFrame(text: string, depthMax: number): { frame: Up } | { bad: BadFrame } | null {
  let value: unknown;
  try {
    value = parseJson(text, depthMax);
  } catch (error) {
    return {
      bad: { re: 'frame', message: error instanceof ApiError ? error.message : 'This is not valid JSON.' },
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { bad: { re: 'frame', message: 'A frame is a JSON object.' } };
  }
  const { t, room } = value as { t?: unknown; room?: unknown };
  if (typeof t !== 'string') return { bad: { re: 'frame', message: 't: should be a string.' } };
  if (!known.has(t)) return null;
  const result = v.safeParse(Up, value, { abortEarly: true });
  if (result.success) return { frame: result.output };
  const [issue] = result.issues;
  const message = `${v.getDotPath(issue) ?? t}: should be ${issue.expected ?? 'otherwise'}.`;
  return { bad: { re: t, message, ...(typeof room === 'string' && room.length <= 64 ? { room } : {}) } };
}
