import { formatAccount, inline, type WrittenLanguage } from '../documents/for-people.ts';
import type { Tenant } from '../tenant.ts';
import type { MailContent } from './mail-content.ts';
import { textsIn } from './texts/texts-in.ts';

/** Where to pay, and the reference by which the payment finds what it is for. */
export const howToPay = (
  { seller, bank, reference }: { seller: string; bank: Tenant['bank']; reference: string },
  language: WrittenLanguage,
): MailContent['payment'] => {
  const { labels } = textsIn(language);
  const account = formatAccount(bank.iban);
  return {
    title: labels.howToPay,
    facts: [
      { label: labels.beneficiary, value: inline(seller) },
      { label: labels.bank, value: inline(bank.name) },
      { label: labels[account.kind], value: account.text },
      ...(bank.bic === undefined ? [] : [{ label: labels.bic, value: bank.bic }]),
      { label: labels.reference, value: reference },
    ],
  };
};
