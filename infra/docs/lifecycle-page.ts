import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { fulfillmentMoves } from '../../shared/fulfillments/fulfillment.ts';

const Definition = z.looseObject({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Comment: z.string().optional(),
      Next: z.string().optional(),
      Default: z.string().optional(),
      Choices: z.array(z.looseObject({ Next: z.string(), StringEquals: z.string().optional() })).optional(),
    }),
  ),
});

const aslFile = resolve(import.meta.dirname, '../order-lifecycle.asl.json');

const arrows = ([name, state]: [string, z.infer<typeof Definition>['States'][string]]): string[] => [
  ...(state.Next === undefined ? [] : [`  ${name} --> ${state.Next}`]),
  ...(state.Choices ?? []).map((choice) => `  ${name} --> ${choice.Next}: ${choice.StringEquals ?? ''}`),
  ...(state.Default === undefined ? [] : [`  ${name} --> ${state.Default}: else`]),
  ...(state.Type === 'Succeed' ? [`  ${name} --> [*]`] : []),
];

/** docs/lifecycle.md: the order lifecycle and the pick list as pictures. */
export const lifecyclePage = (): string => {
  const { StartAt, States } = Definition.parse(JSON.parse(readFileSync(aslFile, 'utf8')));
  const moves = Object.entries(fulfillmentMoves).flatMap(([from, next]) => next.map((to) => `  ${from} --> ${to}`));
  return `# The lifecycle of an order

Generated from infra/order-lifecycle.asl.json and shared/fulfillments/fulfillment.ts by \`npm run docs\`; do not edit.

One execution per order. It holds no truth: every task reads the order again, so an execution can be started anew from the
row at any time. It ends when nothing is left to ship or to invoice; payment completes the order by event.

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${StartAt}
${Object.entries(States).flatMap(arrows).join('\n')}
\`\`\`

${Object.entries(States)
  .filter(([, state]) => state.Comment !== undefined)
  .map(([name, state]) => `- **${name}**: ${state.Comment}`)
  .join('\n')}

## A pick list

\`\`\`mermaid
stateDiagram-v2
  [*] --> pending
${moves.join('\n')}
\`\`\`
`;
};
