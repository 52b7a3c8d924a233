import { allocateCreditNote } from '../../shared/credit-notes/allocate-credit-note.ts';
import { CreditNote, type StoredCreditNote } from '../../shared/credit-notes/credit-note.ts';
import { findCreditNotes, loadCreditNote } from '../../shared/credit-notes/credit-note-store.ts';
import { creditNotePdfName } from '../../shared/credit-notes/credit-note-pdf-name.ts';
import { issueCreditNote } from '../../shared/credit-notes/issue-credit-note.ts';
import { refundCreditNote } from '../../shared/credit-notes/refund-credit-note.ts';
import { findDocument } from '../../shared/documents/document-store.ts';
import { NotFound } from '../../shared/errors.ts';
import {
  type Asked,
  customerAsked,
  inOrder,
  listPage,
  monthStretches,
  onePartition,
  slicePageById,
} from '../../shared/http/list.ts';
import type { Handlers } from '../../shared/http/serve.ts';
import { findInvoice } from '../../shared/invoices/invoice-store.ts';
import { partitionOfOwner } from '../../shared/table/partitions.ts';
import type { creditNoteRoutes } from './credit-note-routes.ts';

const present = (note: StoredCreditNote): CreditNote => CreditNote.parse(note);

export const creditNoteHandlers: Handlers<typeof creditNoteRoutes> = {
  issueCreditNote: async ({ params, body, call }) => ({ body: await issueCreditNote(params['id'] ?? '', body, call) }),
  listCreditNotes: async ({ query: { limit, cursor, ...filter }, call }) => {
    const asked: Asked = { list: 'credit notes', filter, page: { limit, cursor }, call };
    const customerId = customerAsked(call, filter.customerId);
    const accepts = (note: CreditNote): boolean => customerId === undefined || note.customerId === customerId;
    if (filter.invoiceId !== undefined) {
      const invoice = await findInvoice(filter.invoiceId, call);
      const notes = await findCreditNotes(invoice?.credits.noteIds ?? [], call);
      return { body: await slicePageById(notes.filter(accepts).map(present), asked) };
    }
    const ofCustomer = () => onePartition(partitionOfOwner(`customer#${customerId}`, 'credit-note'));
    const page = await listPage<CreditNote>({
      ...asked,
      stretches: customerId === undefined ? monthStretches('credit-note') : customerId === null ? () => [] : ofCustomer,
      load: async (ids) => inOrder(ids, await findCreditNotes(ids, call), { accepts, present }),
    });
    return { body: page };
  },
  getCreditNote: async ({ params, call }) => ({ body: await loadCreditNote(params['id'] ?? '', call) }),
  getCreditNotePdf: async ({ params, call }) => {
    const note = await loadCreditNote(params['id'] ?? '', call);
    const file = note.pdfSha256 === null ? undefined : await findDocument(creditNotePdfName(note.id));
    if (!file) throw new NotFound('pdf_not_ready', 'The PDF is being made. Ask again in a few seconds.');
    return { file, name: `${note.number}.pdf` };
  },
  allocateCreditNote: async ({ params, body, call }) => ({
    body: await allocateCreditNote(params['id'] ?? '', body, call),
  }),
  refundCreditNote: async ({ params, body, call }) => ({
    body: await refundCreditNote(params['id'] ?? '', body, call),
  }),
};
