import { expect, test } from 'vitest';
import { licenceRow } from './licence-row.ts';

test('the merge inherits what all share, and is told of what differs', () => {
  expect(licenceRow('mit', ['mit', 'mit'])).toEqual({ verdict: 'fits', text: 'mit, as all others: the merge inherits it' });
  expect(licenceRow('mit', [])).toMatchObject({ verdict: 'fits' });
  expect(licenceRow('cc-by-nc-4.0', ['llama3.2', 'cc-by-nc-4.0', 'llama3.2', undefined])).toEqual({
    verdict: 'note',
    text: 'cc-by-nc-4.0; the merge would fall under llama3.2 and one that names none as well',
  });
  expect(licenceRow(undefined, ['mit'])).toMatchObject({ verdict: 'note', text: expect.stringContaining('names none') });
});
