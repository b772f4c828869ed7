/** Texts from outside, as one line that can be shown beside others. */

/** Signs that are seen only by what they do to others: line ends, controls, turns of the reading direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A line of signs that can be seen, at most so long. */
export const tidyLine = (text: string, most: number): string => text.replace(UNSEEN, ' ').trim().slice(0, most);
