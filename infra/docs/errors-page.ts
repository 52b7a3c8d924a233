import { problemCodes } from '../../shared/problem-codes.ts';

/** docs/errors.md: every code of an answer with cause and way out. */
export const errorsPage = (): string => `# Errors

Generated from shared/problem-codes.ts by \`npm run docs\`; do not edit.

Every refusal is \`application/problem+json\` (RFC 9457): \`type\` (\`https://cobro.dev/problems/<code>\`), \`title\`, \`status\`, \`detail\` (a
sentence for people), \`code\` (stable), \`instance\` (the request id), and for 400 \`errors\` with \`path\`, \`code\` and \`message\` of every
field. Only 401, and 413 and 429 of the gateway itself, carry just \`{ "message" }\`. A refused POST frees its Idempotency-Key.

| code | status | what happened | the way out |
|---|---|---|---|
${Object.entries(problemCodes)
  .toSorted(([a, { status: first }], [b, { status: second }]) => first - second || a.localeCompare(b))
  .map(([code, { status, cause, wayOut }]) => `| \`${code}\` | ${status} | ${cause} | ${wayOut} |`)
  .join('\n')}
`;
