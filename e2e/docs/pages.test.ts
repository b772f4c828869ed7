/** The pages of docs/ that are made from data are what the data makes. `npm run test:unit -- e2e/docs -u` makes them again. */
import { expect, test } from 'vitest';
import { METHOD_SPECS } from '../../src/methods/specs.ts';
import { architecturesPage } from './architectures-page.ts';
import { methodsPage } from './methods-page.ts';

test.each([
  ['methods.md', methodsPage],
  ['architectures.md', architecturesPage],
])('docs/%s is up to date', async (file, page) => {
  await expect(page()).toMatchFileSnapshot(`../../docs/${file}`);
});

test('every method and parameter is on the page', () => {
  const page = methodsPage();
  for (const { id, parameters } of METHOD_SPECS) {
    expect(page).toContain(`| \`${id}\` (`);
    for (const { key } of parameters) expect(page).toMatch(new RegExp(`\`${key}[\` ]`));
  }
});
