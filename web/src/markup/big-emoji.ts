/** A flag, a keycap, or a picture with its skin, its parts joined to it, and the marks of a region. */
const one =
  /\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|(?:(?!\p{RI})\p{Emoji_Presentation}|\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]|\p{Extended_Pictographic}(?=\u200d))[\ufe0f\p{Emoji_Modifier}]?(?:\u200d\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)*[\u{e0020}-\u{e007f}]*/u
    .source;
const few = new RegExp(`^\\s*(?:(?:${one})\\s*){1,3}$`, 'u');
/** Three of the longest there are. */
const mostUnits = 150;

/** Whether a message is one to three emoji and nothing else, so that it shows big. */
export function isFewEmoji(body: string): boolean {
  return body.length <= mostUnits && few.test(body);
}
