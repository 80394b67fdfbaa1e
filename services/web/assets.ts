import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { StartError } from '../../platform/setting-error.ts';

const List = v.object({
  docsStyle: v.string(),
  files: v.array(v.object({ file: v.string(), type: v.string(), hash: v.string() })),
});

/** A file in memory, in every form that it may be sent in. */
export interface Asset {
  type: string;
  /** Quoted, as the header has it. */
  etag: string;
  plain: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer> | null;
  brotli: Uint8Array<ArrayBuffer> | null;
}

export interface Assets {
  page: Asset;
  /** The worker that starts the app without the server; null in a build without one. */
  worker: Asset | null;
  /** By public path, such as `/assets/main-abc.js`. Whatever is not in here does not exist. */
  files: ReadonlyMap<string, Asset>;
  /** Public path of the style of the API page. */
  docsStyle: string;
  /** The API's description, or null in a build without one. */
  openapi: Asset | null;
}

/** Reads the built app. Throws with what to do when it is not built. */
export async function readAssets(folder: string): Promise<Assets> {
  const listed = await readFile(join(folder, 'assets.json'), 'utf8').catch(() => {
    throw new StartError(`There is no browser app in ${folder}. Build it with: bun web/build.ts`);
  });
  const { docsStyle, files } = v.parse(List, JSON.parse(listed));
  const read = await Promise.all(
    files.map(async ({ file, type, hash }) => {
      const path = join(folder, file);
      const forms = [readFile(path), optional(`${path}.gz`), optional(`${path}.br`)] as const;
      const [plain, gzip, brotli] = await Promise.all(forms);
      const asset: Asset = { type, etag: `"${hash}"`, plain: new Uint8Array(plain), gzip, brotli };
      return [`/${file.replaceAll('\\', '/')}`, asset] as const;
    }),
  );
  const worker = await optional(join(folder, 'service-worker.js'));
  const openapi = await optional(join(folder, 'openapi.json'));
  return {
    page: inMemory('text/html; charset=utf-8', await readFile(join(folder, 'page.html'))),
    worker: worker && inMemory('text/javascript; charset=utf-8', worker),
    files: new Map(read),
    docsStyle,
    openapi: openapi && inMemory('application/json; charset=utf-8', openapi),
  };
}

/** Something made or read at start, compressed here. */
export function inMemory(type: string, content: Uint8Array | string): Asset {
  const plain = new Uint8Array(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`;
  return { type, etag, plain, gzip: new Uint8Array(gzipSync(plain)), brotli: null };
}

async function optional(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  );
}
