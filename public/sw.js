// Keeps the studio's own files, so that it opens without a network. The page is asked for from the network first; files
// whose names hold their hash come from the store; no request to another origin is touched.

const STORE = 'alloy-shell';
const PAGE = new URL('./', self.registration.scope).href;
const ASSETS = new URL('assets/', PAGE).href;

// Files whose names stay the same: taken from the network where there is one.
const DEMO = ['base', 'code', 'safety'];
const DEMO_FILES = ['model.safetensors', 'config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'README.md'];
const PLAIN = ['manifest.webmanifest', 'icon.svg', 'icon-maskable.svg', 'icon-192.png', 'icon-512.png'];
const NAMED = [...PLAIN, ...DEMO.flatMap((name) => DEMO_FILES.map((file) => `demo/${name}/${file}`))].map((path) => new URL(path, PAGE).href);

// Built files name one another by names like worker-C47ecvz3.js, and all lie in one folder.
const HASHED = /[\w.-]+-[\w-]{8}\.(?:js|css|wasm|woff2|svg|png)/g;
const TELLING = /\.(?:js|css)$/;

self.addEventListener('install', (event) => {
  event.waitUntil(fetchPage().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = request.url.split(/[?#]/)[0];
  if (request.method !== 'GET' || !url.startsWith(PAGE) || request.headers.has('range')) return;
  if (request.mode === 'navigate' && (url === PAGE || url === `${PAGE}index.html`)) event.respondWith(answerPage(event));
  else if (url.startsWith(ASSETS)) event.respondWith(answerHashed(request));
  else if (NAMED.includes(url)) event.respondWith(answerNamed(request, url));
});

// A page that is new brings its files with it, in the background; the store changes over when all of them are there.
async function answerPage(event) {
  const store = await caches.open(STORE);
  const kept = await store.match(PAGE);
  try {
    const response = await fetch(event.request);
    if (!response.ok) return kept ?? response;
    const text = await response.clone().text();
    if (text !== (await kept?.clone().text())) event.waitUntil(keep(store, text).catch(() => undefined));
    return response;
  } catch (failed) {
    if (kept) return kept;
    throw failed;
  }
}

async function answerHashed(request) {
  const store = await caches.open(STORE);
  return (await store.match(request.url)) ?? fetch(request);
}

async function answerNamed(request, url) {
  const store = await caches.open(STORE);
  try {
    const response = await fetch(request);
    if (response.ok) await store.put(url, response.clone());
    return response;
  } catch (failed) {
    const kept = await store.match(url);
    if (kept) return kept;
    throw failed;
  }
}

async function fetchPage() {
  const response = await fetch(PAGE, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`The page answered ${response.status}.`);
  await keep(await caches.open(STORE), await response.text());
}

// The page goes in last: a store that has it has all that it needs.
async function keep(store, page) {
  const assets = await keepAssets(store, page);
  await Promise.all(NAMED.map((url) => keepOne(store, url).catch(() => undefined)));
  await store.put(PAGE, new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } }));
  const old = (await store.keys()).filter(({ url }) => url.startsWith(ASSETS) && !assets.has(url));
  await Promise.all(old.map((request) => store.delete(request)));
}

// Follows the names from the page through every script and style sheet. Words that only look like names are not found,
// which does no harm.
async function keepAssets(store, page) {
  const found = new Set();
  let texts = [page];
  while (texts.length > 0) {
    const urls = texts.flatMap((text) => text.match(HASHED) ?? []).map((name) => ASSETS + name);
    const fresh = [...new Set(urls)].filter((url) => !found.has(url));
    for (const url of fresh) found.add(url);
    texts = await Promise.all(fresh.map((url) => keepOne(store, url)));
  }
  return found;
}

// The text of a script or style sheet; '' for anything else, and for names that are not there.
async function keepOne(store, url) {
  const kept = url.startsWith(ASSETS) ? await store.match(url) : undefined;
  const response = kept ?? (await fetch(url));
  // A host that answers every name with the page has no such file.
  if (!response.ok || (TELLING.test(url) && response.headers.get('content-type')?.startsWith('text/html'))) return '';
  if (!kept) await store.put(url, response.clone());
  return TELLING.test(url) ? response.text() : '';
}
