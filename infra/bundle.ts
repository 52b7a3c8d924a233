import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
/** Folder of the fonts inside the code of a function that writes documents. */
const fontFolder = 'fonts';
const fontsPath = 'shared/documents/fonts';
const fonts = join(root, fontsPath);

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const banner = `import{createRequire as cobroRequire}from'node:module';const require=cobroRequire(import.meta.url);`;

/** The module that reads the fonts: what reaches it needs them beside it. */
const fontReader = 'shared/documents/fonts.ts';

/** A module to bundle, by the name its folder gets: a declared function has both. */
interface Entry {
  readonly name: string;
  readonly entry: string;
}

/** A part of what lies in a function's folder: its files, their bytes, and the packages whose code is in them. */
export interface Loaded {
  files: readonly string[];
  bytes: number;
  packages: ReadonlySet<string>;
}

/** The code of one function. `atInit` is what Node reads before the first call, the rest waits for an `import()`. */
export interface Bundled {
  folder: string;
  atInit: Loaded;
  inAll: Loaded;
}

/** Throws one sentence naming every function whose module is missing, or that there are no fonts. */
const checkEntries = (entries: readonly Entry[]): void => {
  const missing = entries.filter(({ entry }) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    const list = missing.map(({ name, entry }) => `  ${name}: ${entry}`).join('\n');
    throw new Error(`These functions are declared in infra/domains/, but their files do not exist:\n${list}`);
  }
  if (!existsSync(fonts)) throw new Error(`The folder of the documents' fonts does not exist: ${fontsPath}`);
};

/** An output and everything it imports, as paths of the metafile; `later` follows what waits for an `import()` too. */
const reachedFrom = (outputs: Metafile['outputs'], first: string, later: boolean): Set<string> => {
  const reached = new Set<string>([first]);
  for (const path of reached) {
    for (const { path: imported, external, kind } of outputs[path]?.imports ?? []) {
      if (!external && (later || kind !== 'dynamic-import')) reached.add(imported);
    }
  }
  return reached;
};

/** The package of a bundled source file; none for our own. */
const packageOf = (source: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];

/** Only inputs that left code behind count: what was shaken off is not there. */
const packagesIn = (outputs: Metafile['outputs'], paths: ReadonlySet<string>): Set<string> => {
  const sources = [...paths].flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}));
  const names = sources.map(([source, { bytesInOutput }]) => (bytesInOutput > 0 ? packageOf(source) : undefined));
  return new Set(names.filter((name) => name !== undefined).toSorted());
};

/** The document client's modules only define classes, but its package does not say so: who does not use it gets it too. */
const documentClientWhenUsed: Plugin = {
  name: 'document-client-when-used',
  setup: (run) => {
    const ours = {};
    run.onResolve({ filter: /^@aws-sdk\/lib-dynamodb$/ }, async ({ path, kind, resolveDir, pluginData }) =>
      pluginData === ours
        ? undefined
        : { ...(await run.resolve(path, { kind, resolveDir, pluginData: ours })), sideEffects: false },
    );
  },
};

/** middy takes Node's HTTP server along for the texts of statuses, which our router never asks for: 13 ms of every start. */
const statusTextsWhenUsed: Plugin = {
  name: 'status-texts-when-used',
  setup: (run) => {
    const namespace = 'status-texts';
    run.onResolve({ filter: /^node:http$/ }, ({ importer }) =>
      importer.includes('/@middy/util/') ? { path: 'node:http', namespace } : undefined,
    );
    run.onLoad({ filter: /.*/, namespace }, () => ({
      contents: `export const STATUS_CODES = new Proxy({}, {
        get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code],
      });`,
    }));
  },
};

/** One run for each function: what it shares with others stands in its own files, so that it opens few of them. */
const runEsbuild = ({ entry }: Entry, outdir: string) =>
  build({
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[hash]',
    mainFields: ['module', 'main'],
    banner: { js: banner },
    legalComments: 'none',
    logLevel: 'error',
    plugins: [documentClientWhenUsed, statusTextsWhenUsed],
  });

const bundleOne = async (one: Entry, folder: string): Promise<Bundled> => {
  const { outputs } = (await runEsbuild(one, folder)).metafile;
  const first = relative(root, join(folder, 'index.mjs'));
  const loaded = (paths: ReadonlySet<string>): Loaded => ({
    files: [...paths].map((path) => relative(folder, join(root, path))),
    bytes: [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0),
    packages: packagesIn(outputs, paths),
  });
  const reached = reachedFrom(outputs, first, true);
  // What only code that was dropped would have loaded is written all the same.
  for (const path of Object.keys(outputs)) if (!reached.has(path)) rmSync(join(root, path));
  const readsFonts = [...reached].some((path) => fontReader in (outputs[path]?.inputs ?? {}));
  if (readsFonts) cpSync(fonts, join(folder, fontFolder), { recursive: true });
  return { folder, atInit: loaded(reachedFrom(outputs, first, false)), inAll: loaded(reached) };
};

/**
 * Gives each module a folder with only what it uses: `index.mjs`, the chunks it imports when they are needed, and the
 * fonts where it draws documents. Answers what each has, by name.
 */
export const bundleWithContents = async (
  entries: readonly Entry[],
  folder: string,
): Promise<ReadonlyMap<string, Bundled>> => {
  checkEntries(entries);
  rmSync(folder, { recursive: true, force: true });
  return new Map(
    await Promise.all(entries.map(async (one) => [one.name, await bundleOne(one, join(folder, one.name))] as const)),
  );
};

/** Bundles all functions as they are deployed. Answers the folder of each by name. */
export const bundle = async (
  entries: readonly Entry[],
  folder = join(root, 'dist/functions'),
): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await bundleWithContents(entries, folder))].map(([name, one]) => [name, one.folder]));
