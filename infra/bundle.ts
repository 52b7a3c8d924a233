import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import type { FunctionDeclaration } from './domains/domain.ts';

const root = resolve(import.meta.dirname, '..');
/** Folder of the fonts inside the code of a function that writes documents. */
const fontFolder = 'fonts';
const fontsPath = 'shared/documents/fonts';
const fonts = join(root, fontsPath);

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const banner = `import{createRequire as cobroRequire}from'node:module';const require=cobroRequire(import.meta.url);`;

/** The module that reads the fonts: what reaches it needs them beside it. */
const fontReader = 'shared/documents/fonts.ts';

/** Throws one sentence naming every function whose module is missing, or that there are no fonts. */
const checkEntries = (declarations: readonly FunctionDeclaration[]): void => {
  const missing = declarations.filter(({ entry }) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    const list = missing.map(({ name, entry }) => `  ${name}: ${entry}`).join('\n');
    throw new Error(`These functions are declared in infra/domains/, but their files do not exist:\n${list}`);
  }
  if (!existsSync(fonts)) throw new Error(`The folder of the documents' fonts does not exist: ${fontsPath}`);
};

/** An output and everything it imports, now or later, as paths of the metafile. */
const reachedFrom = (outputs: Metafile['outputs'], first: string): Set<string> => {
  const reached = new Set<string>([first]);
  for (const path of reached) {
    for (const { path: imported, external } of outputs[path]?.imports ?? []) if (!external) reached.add(imported);
  }
  return reached;
};

const runEsbuild = (declarations: readonly FunctionDeclaration[], outdir: string) =>
  build({
    absWorkingDir: root,
    entryPoints: declarations.map(({ name, entry }) => ({ in: entry, out: name })),
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
  });

/**
 * Bundles all functions in one run that shares what they share, then gives each a folder with only what it uses:
 * `index.mjs`, the chunks it imports, and the fonts where it draws documents. Answers the folder of each by name.
 */
export const bundle = async (
  declarations: readonly FunctionDeclaration[],
  folder = join(root, 'dist/functions'),
): Promise<ReadonlyMap<string, string>> => {
  checkEntries(declarations);
  const together = join(folder, '.together');
  rmSync(folder, { recursive: true, force: true });
  const { outputs } = (await runEsbuild(declarations, together)).metafile;
  const folders = declarations.map((declaration) => {
    const own = join(folder, declaration.name);
    const entry = relative(root, join(together, `${declaration.name}.mjs`));
    const reached = reachedFrom(outputs, entry);
    for (const path of reached) {
      const target = path === entry ? 'index.mjs' : join('chunks', basename(path));
      mkdirSync(dirname(join(own, target)), { recursive: true });
      cpSync(join(root, path), join(own, target));
    }
    const readsFonts = [...reached].some((path) => fontReader in (outputs[path]?.inputs ?? {}));
    if (readsFonts) cpSync(fonts, join(own, fontFolder), { recursive: true });
    return [declaration.name, own] as const;
  });
  rmSync(together, { recursive: true });
  return new Map(folders);
};
