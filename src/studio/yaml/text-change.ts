/** The changes that turn one text into another and touch as little as they can, so that a cursor elsewhere stays. */
import { diffLists } from '../history/line-diff.ts';

/** Replaces the characters from `from` to before `to` of the text before. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export function textChanges(before: string, after: string): readonly TextChange[] {
  const changes: TextChange[] = [];
  let [at, gone, came]: [number, string, string] = [0, '', ''];
  const close = () => {
    if (gone !== came) changes.push(trimmed(at - gone.length, gone, came));
    [gone, came] = ['', ''];
  };
  for (const { kind, text } of diffLists(lines(before), lines(after))) {
    if (kind === 'same') close();
    if (kind !== 'new') at += text.length;
    if (kind === 'gone') gone += text;
    if (kind === 'new') came += text;
  }
  close();
  return changes;
}

/** With the line feeds that end them. */
const lines = (text: string): readonly string[] => text.split(/(?<=\n)/);

/** Without the characters that begin and end both. */
function trimmed(from: number, gone: string, came: string): TextChange {
  const shorter = Math.min(gone.length, came.length);
  let head = 0;
  while (head < shorter && gone[head] === came[head]) head++;
  let tail = 0;
  while (tail < shorter - head && gone[gone.length - 1 - tail] === came[came.length - 1 - tail]) tail++;
  return { from: from + head, to: from + gone.length - tail, insert: came.slice(head, came.length - tail) };
}
