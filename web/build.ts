/** Builds the browser app: `bun web/build.ts [--check-budget] [--gallery]` writes `web/dist`. Needs production dependencies only. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { BuildArtifact, BuildOutput, BunPlugin } from 'bun';

const source = join(import.meta.dir, 'src');
const dist = join(import.meta.dir, 'dist');
/** Built beside the app in place and swapped in at the end: a failed build leaves what was there. */
const output = join(import.meta.dir, 'dist.new');
/** JavaScript that must arrive before the first message shows, compressed. */
const firstLoadBudgetBytes = 100 * 1024;

/** The source is written against React; Preact's own React layer halves what people download. */
const reactIsPreact: BunPlugin = {
  name: 'react-is-preact',
  setup(build) {
    const replacements: Record<string, string> = {
      react: 'preact/compat',
      'react-dom': 'preact/compat',
      'react-dom/client': 'preact/compat/client',
      'react/jsx-runtime': 'preact/jsx-runtime',
      'react/jsx-dev-runtime': 'preact/jsx-runtime',
    };
    build.onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path }) => {
      const target = replacements[path];
      return target === undefined ? undefined : { path: Bun.resolveSync(target, import.meta.dir) };
    });
  },
};

/** One line of `assets.json`: what the server needs to know of a file before it reads it. */
interface Asset {
  file: string;
  type: string;
  bytes: number;
  gzipBytes: number;
  hash: string;
  /** Loaded with the page, not on demand. */
  first: boolean;
}

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  json: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
};

const written: Asset[] = [];
/** The paths of what is for the colours of code alone. */
const codeFiles = new Set<string>();

/** Writes a file of the app under its content's hash, with its compressed forms beside it. */
function writeAsset(name: string, bytes: Uint8Array, first: boolean): string {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const type = types[extension];
  if (type === undefined) throw new Error(`${name} is of no type that the server knows.`);
  const file = join('assets', name);
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(join(output, file), bytes);
  writeFileSync(join(output, `${file}.gz`), gzip);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(join(output, `${file}.br`), brotliCompressSync(bytes, { params }));
  written.push({ file, type, bytes: bytes.byteLength, gzipBytes: gzip.byteLength, hash, first });
  return `/${file}`;
}

function hashedName(name: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
}

/** Paths (relative to the entry's own folder) that a built module imports before it runs. */
function importsOf(code: string): string[] {
  const found = new Bun.Transpiler({ loader: 'js' }).scanImports(code);
  return found.filter(({ kind }) => kind === 'import-statement').map(({ path }) => basename(path));
}

const definitions: Record<string, string> = {
  'process.env.NODE_ENV': '"production"',
  // The page of all components, at `/gallery`: for `npm run dev` only.
  'process.env.ROOKERY_GALLERY': process.argv.includes('--gallery') ? '"yes"' : '"no"',
};

async function bundle(entry: string, more: Partial<Bun.BuildConfig> = {}): Promise<BuildOutput> {
  return Bun.build({
    entrypoints: [join(source, entry)],
    target: 'browser',
    minify: true,
    define: definitions,
    plugins: [reactIsPreact],
    naming: { entry: '[name]-[hash].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    throw: true,
    ...more,
  });
}

const bytesOf = async (artifact: BuildArtifact) => new Uint8Array(await artifact.arrayBuffer());

/** The app's modules: the entry, what it imports at once, and what loads on demand. */
async function buildScripts(): Promise<{ entry: string; preload: string[] }> {
  const emojiFiles = {
    en: copyFile('emoji/en.json', 'emoji-en.json'),
    de: copyFile('emoji/de.json', 'emoji-de.json'),
  };
  const codeWorker = await buildCodeWorker();
  const { outputs } = await bundle('main.tsx', {
    splitting: true,
    format: 'esm',
    define: {
      ...definitions,
      EMOJI_FILES: JSON.stringify(emojiFiles),
      CODE_WORKER: JSON.stringify(codeWorker),
    },
  });
  const code = new Map<string, { bytes: Uint8Array; text: string }>();
  let entryName = '';
  for (const artifact of outputs) {
    const bytes = await bytesOf(artifact);
    const name = basename(artifact.path);
    code.set(name, { bytes, text: new TextDecoder().decode(bytes) });
    if (artifact.kind === 'entry-point') entryName = name;
  }
  const first = new Set([entryName]);
  for (const name of first) for (const other of importsOf(code.get(name)?.text ?? '')) first.add(other);
  const paths = new Map<string, string>();
  for (const [name, { bytes }] of code) paths.set(name, writeAsset(name, bytes, first.has(name)));
  const preload = [...first].filter((name) => name !== entryName);
  return { entry: paths.get(entryName) ?? '', preload: preload.map((name) => paths.get(name) ?? '') };
}

/** What finds the colours of code, with its grammars: not wanted by a start without the server. */
async function buildCodeWorker(): Promise<string> {
  const { outputs } = await bundle('code-colours/worker.ts', { splitting: true, format: 'esm' });
  let entry = '';
  for (const artifact of outputs) {
    const path = writeAsset(basename(artifact.path), await bytesOf(artifact), false);
    codeFiles.add(path);
    if (artifact.kind === 'entry-point') entry = path;
  }
  return entry;
}

async function buildOne(entry: string, first: boolean): Promise<string> {
  const [artifact] = (await bundle(entry)).outputs;
  if (artifact === undefined) throw new Error(`${entry} gave no output.`);
  return writeAsset(basename(artifact.path), await bytesOf(artifact), first);
}

/** Copies a file of this folder under its content's hash, as `name-hash`. */
function copyFile(path: string, name = basename(path)): string {
  const bytes = readFileSync(join(import.meta.dir, path));
  return writeAsset(hashedName(name, bytes), bytes, false);
}

function buildManifest(icon: string): string {
  const png = (size: number) => ({ sizes: `${size}x${size}`, type: 'image/png' });
  const manifest = {
    id: '/',
    name: 'Rookery',
    short_name: 'Rookery',
    description: 'Group chat on your own server.',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#fbfbfd',
    theme_color: '#fbfbfd',
    icons: [
      { src: icon, sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: copyFile('icons/icon-192.png'), ...png(192), purpose: 'any' },
      { src: copyFile('icons/icon-512.png'), ...png(512), purpose: 'any' },
      { src: copyFile('icons/maskable-512.png'), ...png(512), purpose: 'maskable' },
    ],
    shortcuts: [{ name: 'New room', url: '/?new-room' }],
  };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  return writeAsset(hashedName('app.webmanifest', bytes), bytes, false);
}

rmSync(output, { recursive: true, force: true });
mkdirSync(join(output, 'assets'), { recursive: true });

const scripts = await buildScripts();
const theme = await buildOne('theme-first.ts', true);
const style = await buildOne('styles/app.css', true);
const docsStyle = await buildOne('styles/docs.css', false);
const icon = copyFile('icon.svg');

/**
 * Everything of the app that a start without the server needs: some hundred kilobytes. Emoji, and the colours of code, stay
 * where one used them.
 */
const offlineFiles = written.filter(
  ({ file }) =>
    !/\.(png|webmanifest|json)$/.test(file) && `/${file}` !== docsStyle && !codeFiles.has(`/${file}`),
);
const template = readFileSync(join(import.meta.dir, 'page.html'), 'utf8')
  .replace('%THEME%', theme)
  .replace('%STYLE%', style)
  .replace('%SCRIPT%', scripts.entry)
  .replaceAll('%ICON%', icon)
  .replace('%MANIFEST%', buildManifest(icon))
  .replace('%TOUCH_ICON%', copyFile('icons/touch-180.png'))
  .replace(
    '%PRELOAD%',
    scripts.preload.map((path) => `<link rel="modulepreload" href="${path}" />`).join('\n    '),
  );
/** Another one for every change of anything that people get: how an open page learns that there is a newer one. */
const buildName = createHash('sha256').update(template).digest('hex').slice(0, 16);
const page = template.replace('%BUILD%', buildName);
writeFileSync(join(output, 'page.html'), page);
const [worker] = (
  await bundle('service-worker.ts', {
    define: {
      BUILD: JSON.stringify(buildName),
      FILES: JSON.stringify(offlineFiles.map(({ file }) => `/${file}`)),
    },
  })
).outputs;
if (worker === undefined) throw new Error('The service worker gave no output.');
writeFileSync(join(output, 'service-worker.js'), await bytesOf(worker));
writeFileSync(join(output, 'assets.json'), JSON.stringify({ docsStyle, files: written }, null, 1));
const openapi = join(import.meta.dir, '..', 'contracts', 'openapi.json');
if (existsSync(openapi)) writeFileSync(join(output, 'openapi.json'), readFileSync(openapi));

rmSync(dist, { recursive: true, force: true });
renameSync(output, dist);

if (process.argv.includes('--check-budget')) {
  const scriptsOnly = written.filter(({ type }) => type.startsWith('text/javascript'));
  for (const { file, bytes, gzipBytes, first } of scriptsOnly) {
    console.log(`${first ? 'first load' : 'on demand '}  ${file}  ${bytes} bytes, ${gzipBytes} compressed`);
  }
  const total = scriptsOnly.reduce((sum, { gzipBytes, first }) => (first ? sum + gzipBytes : sum), 0);
  console.log(`First load: ${total} of ${firstLoadBudgetBytes} bytes of compressed JavaScript.`);
  if (total > firstLoadBudgetBytes) {
    console.error('Over the budget: load what is not needed for the first message on demand.');
    process.exitCode = 1;
  }
}
