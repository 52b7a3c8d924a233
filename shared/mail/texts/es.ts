import type { MailTexts } from './mail-texts.ts';

/** Mails in Spanish. */
export const es: MailTexts = {
  greeting: (customer) => `Estimado/a ${customer}:`,
  financeGreeting: 'Estimados compañeros:',
  signOff: 'Un cordial saludo,',
  footer: (seller) => `${seller} le envía este mensaje en relación con su pedido o su cuenta. No es publicidad.`,
  order: {
    accepted: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller}`,
      heading: 'Gracias por su pedido',
      paragraphs: ({ order }) => [
        `Hemos recibido y aceptado su pedido ${order} y lo estamos preparando.`,
        'Recibirá la factura por correo electrónico en cuanto se envíe su pedido.',
      ],
    },
    credit_hold: {
      subject: ({ order, seller }) => `Hemos recibido su pedido ${order} en ${seller}`,
      heading: 'Hemos recibido su pedido',
      paragraphs: ({ order }) => [
        `Gracias por su pedido ${order}. Antes de prepararlo, una persona de nuestro equipo revisará brevemente su cuenta.`,
        'No tiene que hacer nada. Si tenemos alguna pregunta, nos pondremos en contacto con usted.',
      ],
    },
    prepayment: {
      subject: ({ order, seller }) => `Pago por adelantado de su pedido ${order} en ${seller}`,
      heading: 'Hemos recibido su pedido',
      paragraphs: ({ order }) => [
        `Gracias por su pedido ${order}. Lo prepararemos en cuanto recibamos su pago; indique el número del pedido como concepto, por favor.`,
        'La proforma adjunta muestra lo que ha pedido y su importe. No es una factura: la recibirá después de su pago.',
      ],
    },
    rejected: {
      subject: ({ order, seller }) => `No podemos aceptar su pedido ${order} en ${seller}`,
      heading: 'No podemos aceptar su pedido',
      paragraphs: ({ order }) => [
        `Gracias por su pedido ${order}. Lamentablemente no podemos aceptarlo con sus condiciones de crédito actuales.`,
        'No se le entregará ni se le cobrará nada. Póngase en contacto con nosotros: buscaremos juntos una solución.',
      ],
    },
    cancelled: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller} está cancelado`,
      heading: 'Su pedido está cancelado',
      paragraphs: ({ order }) => [
        `Su pedido ${order} ha sido cancelado. No se le entregará ni se le cobrará nada más de él.`,
        'Si no esperaba este mensaje, póngase en contacto con nosotros.',
      ],
    },
  },
  proForma: {
    amountToPay: 'Importe a pagar por adelantado',
    condition: 'Prepararemos su pedido en cuanto lo recibamos',
  },
  invoice: {
    subject: ({ invoice, seller }) => `Factura ${invoice} de ${seller}`,
    heading: ({ invoice }) => `Factura ${invoice}`,
    paragraphs: () => ['Gracias por su confianza. Le adjuntamos su factura en PDF.'],
  },
  invoiceCopy: {
    subject: ({ invoice, customer }) => `Copia de la factura ${invoice} a ${customer}`,
    heading: ({ invoice }) => `Copia de la factura ${invoice}`,
    paragraphs: ({ invoice, customer }) => [
      `Se ha emitido la factura ${invoice} a ${customer}. Se adjunta, para su archivo, el PDF que recibe el cliente.`,
    ],
  },
  reminder: {
    subject: ({ invoice, seller }) => `Recordatorio: factura ${invoice} de ${seller}`,
    heading: () => 'Un recordatorio amistoso',
    paragraphs: ({ invoice, amount, dueDate }) => [
      `Quizá se le haya pasado: la factura ${invoice} venció el ${dueDate} y quedan pendientes ${amount}.`,
      'Le agradeceríamos que realizara el pago en los próximos días.',
    ],
    daysOverdue: (days) => (days === 1 ? 'Vencida hace 1 día' : `Vencida hace ${days} días`),
    alreadyPaid:
      'Si ya ha realizado el pago, no tenga en cuenta este mensaje. Si tiene cualquier duda, basta con que responda a él.',
  },
  payBy: (date) => `A pagar hasta el ${date}`,
  nothingDue: 'No queda nada por pagar. Muchas gracias.',
  labels: {
    order: 'Pedido',
    orders: 'Pedidos',
    deliverTo: 'Dirección de entrega',
    requestedFor: 'Entrega solicitada',
    item: 'Artículo',
    quantity: 'Cantidad',
    net: 'Neto',
    subtotal: 'Subtotal',
    discountIncluded: 'Descuento ya aplicado',
    shipping: 'Envío',
    tax: 'Impuestos',
    total: 'Total',
    customer: 'Cliente',
    invoice: 'Factura',
    issueDate: 'Fecha de emisión',
    dueDate: 'Vencimiento',
    invoiceTotal: 'Total de la factura',
    alreadySettled: 'Ya liquidado',
    amountDue: 'Importe pendiente',
    howToPay: 'Cómo pagar',
    beneficiary: 'Beneficiario',
    bank: 'Banco',
    iban: 'IBAN',
    account: 'Cuenta',
    bic: 'BIC',
    reference: 'Concepto de la transferencia',
  },
};
