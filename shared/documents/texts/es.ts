import type { TaxCategoryCode } from '../../invoices/invoice.ts';
import type { DocumentTexts } from './document-texts.ts';

/** The law's reasons by category, as Spanish invoices word them. S and Z charge a rate and need none. */
const taxReasons: Partial<Record<TaxCategoryCode, string>> = {
  E: 'Operación exenta',
  AE: 'Inversión del sujeto pasivo: art. 196 de la Directiva 2006/112/CE',
  K: 'Entrega intracomunitaria exenta: art. 138 de la Directiva 2006/112/CE',
  G: 'Exportación fuera de la UE exenta: art. 146 de la Directiva 2006/112/CE',
  O: 'Operación no sujeta a IVA',
};

/** Documents in Spanish. */
export const es: DocumentTexts = {
  page: (page, pages) => `Página ${page} de ${pages}`,
  invoice: {
    title: 'Factura',
    prepaymentTitle: 'Factura de anticipo',
    receivedOn: 'Pago recibido',
    prepayment: (order) => `Pago anticipado del pedido ${order}`,
    deduction: (invoice) => `A deducir: pago anticipado, factura ${invoice}`,
    issueDate: 'Fecha de emisión',
    supplyDate: 'Fecha de la operación',
    dueDate: 'Vencimiento',
    order: 'Pedido',
    orders: 'Pedidos',
    purchaseOrder: 'Su número de pedido',
    billTo: 'Cliente',
    taxId: 'NIF',
    vat: 'IVA',
    otherTax: 'Impuestos',
    description: 'Descripción',
    quantity: 'Cantidad',
    unitPrice: 'Precio unitario',
    discount: 'Descuento',
    net: (currency) => `Importe (${currency})`,
    taxBase: 'Base imponible',
    taxRate: () => 'Tipo impositivo',
    taxReason: (category, reason) => taxReasons[category] ?? reason,
    total: 'Total',
    netTotal: 'Total sin impuestos',
    paid: 'Pagado',
    credited: 'Abonado',
    discounted: 'Descuento por pronto pago',
    rounding: 'Redondeo',
    writtenOff: 'Condonado',
    amountDue: 'Importe pendiente',
    payBy: (date) => `a pagar hasta el ${date}`,
    nothingDue: 'No queda nada por pagar. Muchas gracias.',
    payment: 'Pago',
    beneficiary: 'Beneficiario',
    bank: 'Banco',
    iban: 'IBAN',
    account: 'Cuenta',
    bic: 'BIC',
    reference: 'Concepto',
    earlyPayment: ({ percent, until, discount, amount }) =>
      `Pronto pago: si paga hasta el ${until}, descuente el ${percent} (${discount}) y pague ${amount}.`,
    instalments: 'Plazos',
  },
  proForma: {
    title: 'Proforma',
    date: 'Fecha',
    order: 'Pedido',
    amountToPay: 'Importe a pagar por adelantado',
    condition: 'Prepararemos su pedido en cuanto lo recibamos.',
    note: 'Este documento no es una factura ni da derecho a deducir impuestos. Recibirá la factura después de su pago.',
  },
};
