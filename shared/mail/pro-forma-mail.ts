import { inline, writtenIn } from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Language, Tenant } from '../tenant.ts';
import { howToPay } from './how-to-pay.ts';
import type { MailContent } from './mail-content.ts';
import { type OrderConfirmation, orderConfirmation } from './order-confirmation.ts';
import { textsIn } from './texts/texts-in.ts';

/** What a customer is told of an order that is to be paid in advance. `amount` in minor units of its currency. */
export interface ProFormaMail extends Omit<OrderConfirmation, 'status'> {
  amount: number;
  bank: Tenant['bank'];
}

/** The mail that carries a pro-forma: what was ordered, what is to be paid, and how, so that the payment finds its order. */
export const proFormaMail = (order: ProFormaMail, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const { proForma } = textsIn(language);
  const { amount, bank, seller, currency, orderNumber } = order;
  return {
    ...orderConfirmation({ ...order, status: 'prepayment' }, spoken),
    figure: { label: proForma.amountToPay, value: formatMoney(amount, currency, language), note: proForma.condition },
    payment: howToPay({ seller: inline(seller), bank, reference: orderNumber }, language),
  };
};
