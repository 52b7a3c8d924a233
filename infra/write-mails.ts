import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..');
const source = 'shared/mail/mail.mjml';
const target = 'shared/mail/mail-template.generated.ts';

/** MJML to HTML for mail readers. Throws on anything MJML does not know; loads no fonts from elsewhere. */
const compileMjml = async (): Promise<string> => {
  const { html, errors } = await mjml2html(await readFile(join(root, source), 'utf8'), {
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
  });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  // Indentation is a third of the mail, and every mail carries it.
  return html.replace(/^\s+/gm, '');
};

/**
 * The files that the mail template is compiled to, by path from the repository root. The same template gives the same
 * files. Only what is precompiled here runs in the functions: neither MJML nor the compiler of Handlebars.
 */
export const mailFiles = async (): Promise<{ path: string; content: string }[]> => {
  const template = z.string().parse(Handlebars.precompile(await compileMjml(), { knownHelpersOnly: true }));
  const content = `// Generated from ${source} by infra/write-mails.ts. Do not edit.
// @ts-nocheck: compiled code.
export const mailTemplate: object = ${template};
`;
  return [{ path: target, content }];
};

if (import.meta.main) {
  for (const { path, content } of await mailFiles()) await writeFile(join(root, path), content);
}
