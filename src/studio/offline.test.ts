import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const PUBLIC = new URL('../../public/', import.meta.url);

test('the service worker keeps every file that the site has beside the built ones', async () => {
  const worker = await readFile(new URL('sw.js', PUBLIC), 'utf8');
  const files = (await readdir(PUBLIC, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && entry.name !== 'sw.js',
  );
  expect(files.length).toBeGreaterThan(10);
  for (const { name, parentPath } of files) {
    const folder = parentPath.split('/').findLast((part) => part !== '');
    expect(worker).toContain(`'${name}'`);
    if (folder !== 'public') expect(worker).toContain(`'${folder}'`);
  }
});
