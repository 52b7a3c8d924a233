import * as z from 'zod';

const Answer = z.looseObject({
  description: z.string(),
  content: z.record(z.string(), z.looseObject({ schema: z.unknown() })),
});
type Answer = z.infer<typeof Answer>;
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() })),
  requestBody: z
    .looseObject({
      content: z.record(z.string(), z.looseObject({ schema: z.unknown(), example: z.unknown().optional() })),
    })
    .optional(),
  responses: z.record(z.string(), z.union([Answer, z.object({ $ref: z.string() })])),
});
type Operation = z.infer<typeof Operation>;
const Document = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    /** Answers that many operations share. */
    responses: z.record(z.string(), Answer),
  }),
});
type Shared = Record<string, Answer>;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** JSON as it reads best, with references to named schemas as links. */
const json = (value: unknown): string =>
  `<pre>${escape(JSON.stringify(value, null, 2) ?? '').replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$1</a>',
  )}</pre>`;

const fold = (title: string, inside: string): string => `<details><summary>${title}</summary>${inside}</details>`;

const parameterRow = (one: Operation['parameters'][number]): string =>
  `<tr><td><code>${escape(one.name)}</code></td><td>${escape(one.in)}</td><td>${one.required ? 'required' : ''}</td></tr>`;

const bodyPart = ({ requestBody }: Operation): string => {
  const content = requestBody?.content['application/json'];
  if (!content) return '';
  const example = content.example === undefined ? '' : `<p>Example</p>${json(content.example)}`;
  return `${example}${fold('Body', json(content.schema))}`;
};

const answerPart = ({ responses }: Operation, shared: Shared): string =>
  Object.entries(responses)
    .map(([status, answer]) => {
      const { description, content } = Answer.parse(
        typeof answer['$ref'] === 'string' ? shared[answer['$ref'].split('/').at(-1) ?? ''] : answer,
      );
      const title = `<b>${escape(status)}</b> ${escape(description)}`;
      const schema = Object.values(content)[0]?.schema;
      return status.startsWith('2') ? fold(title, json(schema)) : `<p>${title}</p>`;
    })
    .join('');

interface Place {
  method: string;
  path: string;
}

const operationPart = ({ method, path }: Place, operation: Operation, shared: Shared): string => {
  const scopes = operation.security.flatMap((one) => Object.values(one).flat());
  const parameters = operation.parameters.map(parameterRow).join('');
  return `<details class="operation" id="${escape(operation.operationId)}"><summary><span class="${method}">${method.toUpperCase()}</span>
<code>${escape(path)}</code> ${escape(operation.summary)}</summary>
<p>${scopes.length > 0 ? `Scope <code>${escape(scopes.join(' '))}</code>` : 'No token needed'}</p>
${parameters === '' ? '' : `<table>${parameters}</table>`}${bodyPart(operation)}${answerPart(operation, shared)}</details>`;
};

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
h1{margin-bottom:0}h2{margin-top:2rem;text-transform:capitalize}details{margin:.3rem 0}summary{cursor:pointer}
.operation{border:1px solid #d8e0e8;border-radius:6px;padding:.5rem .8rem}.operation summary span{display:inline-block;
min-width:4rem;font-weight:600}.get{color:#1d6a3a}.post{color:#1d4f91}.put,.patch{color:#8a5a00}.delete{color:#a02020}
pre{background:#f4f7fa;padding:.7rem;overflow:auto;border-radius:6px;font-size:.85rem}td{padding:.1rem 1rem .1rem 0}`;

/** The API document as one page that needs nothing from elsewhere. */
export const docsPage = (document: unknown): string => {
  const { info, paths, components } = Document.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === tag);
    const parts = own.map(({ operation, ...place }) => operationPart(place, operation, components.responses));
    return `<h2>${escape(tag)}</h2>${parts.join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary>${escape(name)}</summary>${json(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(info.title)} API</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body><h1>${escape(info.title)} API</h1>
<p>Version ${escape(info.version)}. ${escape(info.description)} The document itself: <a href="/openapi.json">/openapi.json</a>.</p>
${sections.join('\n')}<h2>Schemas</h2>${schemas.join('')}</body></html>`;
};
