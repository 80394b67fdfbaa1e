import { ApiError } from '../contracts/errors.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * Parses JSON that a stranger sent. Throws `malformed` when it is not JSON or is nested deeper than `depthMax`; the
 * depth is counted before parsing, so a bomb costs no memory.
 */
export function parseJson(text: string, depthMax: number): unknown {
  if (depthOver(text, depthMax))
    throw new ApiError('malformed', `JSON may be nested ${depthMax} deep at most.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('malformed', 'This is not valid JSON.');
  }
}

function depthOver(text: string, max: number): boolean {
  if (text.length <= 2 * max) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > max) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}
