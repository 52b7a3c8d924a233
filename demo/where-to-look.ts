import type { Invoice } from '../shared/invoices/invoice.ts';
import type { RunningCobro } from './running-cobro.ts';

export interface Sight {
  cobro: Pick<RunningCobro, 'origin' | 'own'>;
  invoice: Pick<Invoice, 'id' | 'number'>;
  /** Where the PDF of the invoice was saved. */
  file: string;
}

/** What a visitor opens or pastes next, after the demo. */
export const whereToLook = ({ cobro: { origin, own }, invoice, file }: Sight): string => {
  const token = `${origin}/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`;
  const mailbox =
    own?.mailbox ?? 'the mailbox that Cobro named at its start (http://localhost:8005 unless said otherwise)';
  return [
    `  An invoice, as its customer got it: ${file}`,
    '',
    ...(own ? ['  Everything was kept. To look around:', '', `    ${own.command}`, ''] : []),
    `  The mails: ${mailbox}`,
    '  The same invoice over the API:',
    '',
    `    TOKEN=$(curl -s -u finance:finance-secret -d grant_type=client_credentials ${token})`,
    `    curl -s -H "Authorization: Bearer $TOKEN" -o ${invoice.number}.pdf ${origin}/v1/invoices/${invoice.id}.pdf`,
    '',
  ].join('\n');
};
