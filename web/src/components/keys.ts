import type { KeyboardEvent } from 'react';

/** Whether a key belongs to an input method that is composing: Enter then chooses a candidate and sends nothing. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it tells of the key, and leaves only this old code.
  return event.nativeEvent.isComposing || event.keyCode === 229;
}

/** Whether this device has no keyboard of its own: there Enter breaks the line, as on any phone. */
export const isTouch = (): boolean => matchMedia('(hover: none) and (pointer: coarse)').matches;
