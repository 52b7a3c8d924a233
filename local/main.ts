import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTenant } from '../infra/read-tenants.ts';
import { type Embedded, functionLogOf, startEmbedded } from './embedded.ts';
import { type MailViewer, startViewer } from './mail/viewer.ts';
import { logLine } from './names.ts';

const { values: flags } = parseArgs({
  options: { reset: { type: 'boolean' }, seed: { type: 'boolean' }, tenant: { type: 'string', default: 'acme' } },
});

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** COBRO_RATE: requests per second, as a stage of the gateway would allow. */
const rateOf = (): number | undefined => {
  const given = process.env['COBRO_RATE'];
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (!(rate > 0)) throw new Error(`COBRO_RATE=${given} is no number of requests per second.`);
  return rate;
};

const portOf = (variable: string, otherwise: number): number => {
  const given = process.env[variable];
  if (given === undefined) return otherwise;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${variable}=${given} is no port.`);
  return port;
};

/** What a newcomer pastes next. */
const greeting = ({ origin }: Embedded, viewer: MailViewer, dataDir: string): string => `
Cobro is ready.

  API      ${origin}        (tenant ${flags.tenant}, data in ${dataDir})
  Mailbox  ${viewer.url}    (every mail that was sent)
  Log      ${functionLogOf(dataDir)}    (one line per request and event)

Get a token (clients: storefront, sales, warehouse, finance, partner, admin; secret <name>-secret):

  TOKEN=$(curl -s -u admin:admin-secret -d grant_type=client_credentials ${origin}/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

Ask for something:

  curl -s -H "Authorization: Bearer $TOKEN" ${origin}/v1/products

Move the clock a month forward and see what falls due:

  curl -s -X POST -H 'content-type: application/json' -d '{"days":31}' ${origin}/_local/advance

Stop with Ctrl-C; everything is kept. "npm start -- --seed" loads products, stock and customers to play with.
`;

const seed = async (origin: string): Promise<void> => {
  const { loadNorthwind } = await import('../demo/load-northwind.ts');
  say('Loading the Northwind products, stock and customers ...');
  await loadNorthwind({ origin });
};

const stopOn = (embedded: Embedded, viewer: MailViewer): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    Promise.all([embedded.stop(), viewer.close()])
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        logLine(`stopping failed: ${String(error)}`);
        process.exit(1);
      });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

const run = async (): Promise<void> => {
  const dataDir = resolve(process.env['COBRO_DATA'] ?? '.cobro');
  const tenant = readTenant(join(import.meta.dirname, `../infra/tenants/${flags.tenant}.json`));
  const embedded = await startEmbedded({
    tenant,
    dataDir,
    port: portOf('PORT', 3000),
    reset: flags.reset,
    requestsPerSecond: rateOf(),
  });
  const viewer = await startViewer(embedded.mailbox, portOf('MAIL_PORT', 8005));
  stopOn(embedded, viewer);
  if (flags.seed) await seed(embedded.origin);
  say(greeting(embedded, viewer, dataDir));
};

run().catch((error: unknown) => {
  logLine(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
