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
        'Si tiene alguna pregunta, basta con que responda a este mensaje.',
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
    expired: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller} ha caducado`,
      heading: 'Su pedido ha caducado',
      paragraphs: ({ order }) => [
        `Hace demasiado tiempo que no podemos enviarle su pedido ${order}. Para que no le siga comprometiendo, lo hemos cancelado.`,
        'No se le entregará ni se le cobrará nada más de él. Si todavía lo desea, vuelva a hacer el pedido o responda a este mensaje.',
      ],
    },
  },
  proForma: {
    amountToPay: 'Importe a pagar por adelantado',
    condition: 'Prepararemos su pedido en cuanto lo recibamos',
  },
  notice: {
    backordered: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller}: algunos artículos llegarán más tarde`,
      heading: 'Algunos artículos llegarán más tarde',
      paragraphs: ({ order }) => [
        `En este momento no tenemos en existencias todo su pedido ${order}. Lo que falta será para usted en cuanto llegue.`,
        'No tiene que hacer nada: le escribiremos cuando se envíe. Si prefiere no esperar, basta con que responda a este mensaje.',
      ],
      pieces: 'A la espera de existencias',
      others: 'En existencias y en preparación',
    },
    shipped: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller} está en camino`,
      heading: 'Su pedido está en camino',
      paragraphs: ({ order }) => [`Le hemos enviado los siguientes artículos de su pedido ${order}.`],
      pieces: 'En este envío',
      others: 'Pendiente de envío',
      noOthers: 'Con este envío no queda nada pendiente de su pedido.',
    },
    partlyCancelled: {
      subject: ({ order, seller }) => `Parte de su pedido ${order} en ${seller} está cancelada`,
      heading: 'Parte de su pedido está cancelada',
      paragraphs: ({ order }) => [
        `Se han cancelado los siguientes artículos de su pedido ${order}. No se le entregarán ni se le cobrarán.`,
        'Si no esperaba este mensaje, póngase en contacto con nosotros.',
      ],
      pieces: 'Cancelado',
      others: 'Pendiente de entrega',
      noOthers: 'No queda nada de su pedido por entregar.',
    },
    late: {
      subject: ({ order, seller }) => `Su pedido ${order} en ${seller} se retrasa`,
      heading: 'Su pedido se retrasa',
      paragraphs: ({ order, date }) => [
        `Nos pidió su pedido ${order} para el ${date} y todavía no lo hemos enviado completo. Le pedimos disculpas.`,
        'Le escribiremos en cuanto esté en camino. Si prefiere no esperar, basta con que responda a este mensaje.',
      ],
      pieces: 'Todavía sin enviar',
    },
  },
  unshipped: {
    greeting: 'Estimados compañeros:',
    subject: ({ order, customer }) => `Todavía sin enviar: pedido ${order} de ${customer}`,
    heading: 'Un pedido espera su envío',
    paragraphs: ({ order, customer, date, days }) => [
      days === 1
        ? `El pedido ${order} de ${customer} espera su envío desde el ${date}, hace un día.`
        : `El pedido ${order} de ${customer} espera su envío desde el ${date}, hace ${days} días.`,
    ],
    pieces: 'Todavía sin enviar',
    expiresOn: (date) => `Si no ocurre nada, lo que queda de él se cancelará por sí solo el ${date}.`,
  },
  each: (price) => `${price}/ud.`,
  discounted: (percent) => `${percent} de descuento`,
  sales: {
    held: {
      subject: ({ order, customer }) => `El pedido ${order} de ${customer} está retenido a la espera de crédito`,
      heading: 'Un pedido está retenido',
      paragraphs: ({ order, customer, amount }) => [
        `El pedido ${order} de ${customer} por ${amount} espera una decisión de crédito. Hasta entonces no se le reserva nada.`,
        'Hemos avisado al cliente de que una persona del equipo revisa su cuenta.',
      ],
    },
    approved: {
      subject: ({ order, customer }) => `El pedido ${order} de ${customer} está aprobado`,
      heading: 'Un pedido retenido está aprobado',
      paragraphs: ({ order, customer, amount }) => [
        `El pedido ${order} de ${customer} por ${amount} ha sido aprobado y sigue su curso. Hemos avisado al cliente.`,
      ],
    },
    rejected: {
      subject: ({ order, customer }) => `El pedido ${order} de ${customer} está rechazado`,
      heading: 'Un pedido está rechazado',
      paragraphs: ({ order, customer, amount }) => [
        `Crédito ha rechazado el pedido ${order} de ${customer} por ${amount}. Hemos avisado al cliente, sin decirle el motivo.`,
      ],
    },
    footer: (seller) =>
      `Cobro informa al equipo comercial de ${seller} de las decisiones de crédito. No es publicidad.`,
  },
  invoice: {
    subject: ({ invoice, seller }) => `Factura ${invoice} de ${seller}`,
    heading: ({ invoice }) => `Factura ${invoice}`,
    paragraphs: () => ['Gracias por su confianza. Le adjuntamos su factura en PDF.'],
  },
  prepaymentInvoice: {
    subject: ({ invoice, seller }) => `Factura ${invoice} de ${seller} por su pago anticipado`,
    heading: ({ invoice }) => `Factura ${invoice}`,
    paragraphs: () => [
      'Hemos recibido su pago anticipado. Le adjuntamos en PDF la factura correspondiente; se deducirá en la factura de la entrega.',
    ],
  },
  invoiceCopy: {
    subject: ({ invoice, customer }) => `Copia de la factura ${invoice} a ${customer}`,
    heading: ({ invoice }) => `Copia de la factura ${invoice}`,
    paragraphs: ({ invoice, customer }) => [
      `Se ha emitido la factura ${invoice} a ${customer}. Se adjunta, para su archivo, el PDF que recibe el cliente.`,
    ],
  },
  creditNote: {
    subject: ({ creditNote, seller }) => `Factura rectificativa ${creditNote} de ${seller}`,
    heading: ({ creditNote }) => `Factura rectificativa ${creditNote}`,
    paragraphs: ({ invoice, amount }) => [
      `Le hemos abonado ${amount} de la factura ${invoice}. Le adjuntamos la factura rectificativa en PDF.`,
    ],
  },
  creditNoteCopy: {
    subject: ({ creditNote, customer }) => `Copia de la factura rectificativa ${creditNote} a ${customer}`,
    heading: ({ creditNote }) => `Copia de la factura rectificativa ${creditNote}`,
    paragraphs: ({ creditNote, customer, amount, invoice }) => [
      `Se ha emitido la factura rectificativa ${creditNote} de ${amount} sobre la factura ${invoice} a ${customer}. Se adjunta, para su archivo, el PDF que recibe el cliente.`,
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
    placedOn: 'Fecha del pedido',
    carrier: 'Transportista',
    trackingNumber: 'Número de seguimiento',
    followIt: 'Siga su pedido',
    item: 'Artículo',
    quantity: 'Cantidad',
    net: 'Neto',
    subtotal: 'Subtotal',
    discountIncluded: 'Descuento ya aplicado',
    shipping: 'Envío',
    tax: 'Impuestos',
    total: 'Total',
    customer: 'Cliente',
    creditNote: 'Factura rectificativa',
    creditedInvoice: 'Sobre la factura',
    credited: 'Abonado',
    setOff: 'Compensado con la factura',
    yourCredit: 'Queda a su favor',
    paidBack: 'Devuelto',
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
    reason: 'Motivo',
  },
};
