/** A line, or what of it lies in a quote or list. */
export interface Line {
  text: string;
  /** Where it begins in the message. */
  at: number;
}

export const isBlank = (text: string): boolean => text.trim() === '';
