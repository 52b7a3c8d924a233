import { formatAccount, formatDate, inline, writtenIn, type WrittenLanguage } from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Language, Tenant } from '../tenant.ts';
import type { Fact, MailContent } from './mail-content.ts';
import type { InvoiceWords } from './texts/mail-texts.ts';
import { mailTexts } from './texts/in-language.ts';

/** What every mail about an invoice knows. Amounts in minor units of `currency`; dates YYYY-MM-DD. */
interface AboutInvoice {
  seller: string;
  customerName: string;
  invoiceNumber: string;
  issueDate: string;
  dueDate: string;
  currency: string;
  gross: number;
  due: number;
  bank: Tenant['bank'];
}

export interface InvoiceMail extends AboutInvoice {
  orderNumbers: readonly string[];
  /** For the seller's own finance department instead of the customer. */
  copyForFinance: boolean;
}

export interface PaymentReminder extends AboutInvoice {
  daysOverdue: number;
}
