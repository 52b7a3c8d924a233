import * as z from 'zod';
import { CreditInput, CreditDecision, Credit } from '../../shared/credit/credit.ts';
import {
  CreditNote,
  CreditNoteAllocationInput,
  CreditNoteInput,
  CreditNoteLine,
} from '../../shared/credit-notes/credit-note.ts';
import { AcceptProposal, CreditProposal } from '../../shared/credit/propose-credit.ts';
import { ScoreFigures, ScoreReason } from '../../shared/credit/score.ts';
import { ScoreEntry } from '../../shared/credit/score-store.ts';
import { SuggestedDecision } from '../../shared/credit/suggest-decision.ts';
import { CreditReview, ReviewDecision } from '../../shared/credit/review.ts';
import { AddressInput, Customer, CustomerInput, CustomerPatch, PaymentTerms } from '../../shared/customers/customer.ts';
import { TimelineEntry } from '../../shared/events/audit.ts';
import { CobroEvent } from '../../shared/events/event-types.ts';
import { Import, ImportedRow, ImportUpload } from '../../shared/imports/import.ts';
import { Upload, UploadInput } from '../../shared/uploads/upload.ts';
import {
  Fulfillment,
  FulfillmentLine,
  PackInput,
  PickInput,
  QualityInput,
  ShipInput,
} from '../../shared/fulfillments/fulfillment.ts';
import { Invoice, InvoiceLine, TaxGroup } from '../../shared/invoices/invoice.ts';
import { TrialBalance } from '../../shared/ledger/trial-balance.ts';
import { Availability } from '../../shared/orders/availability.ts';
import { CancelInput } from '../../shared/orders/cancellation.ts';
import { AmendInput, OrderPatch } from '../../shared/orders/order-change.ts';
import { ServiceDeliveryInput } from '../../shared/orders/service-delivery.ts';
import { NextAction } from '../../shared/next-actions/next-action.ts';
import { Order, OrderInput, OrderLine } from '../../shared/orders/order.ts';
import { Allocation, AllocationInput, Payment, PaymentInput } from '../../shared/payments/payment.ts';
import { RefundInput } from '../../shared/payments/refund.ts';
import { Erasure, ErasureInput } from '../../shared/privacy/erasure.ts';
import { PersonalData } from '../../shared/privacy/personal-data.ts';
import { PriceList, PriceListInput } from '../../shared/prices/price-list.ts';
import { Product, ProductInput } from '../../shared/products/product.ts';
import { ExchangeInput } from '../../shared/returns/exchange-return.ts';
import { ReceiveInput, Return, ReturnInput, ReturnLine } from '../../shared/returns/return.ts';
import { Shipment } from '../../shared/shipments/shipment.ts';
import { Stock, StockMovement, StockMovementInput } from '../../shared/stock/stock.ts';
import { Address } from '../../shared/tenant.ts';
import { Warehouse, WarehouseInput } from '../../shared/warehouses/warehouse.ts';
import { isObject } from '../../shared/is-object.ts';
import { notes } from './openapi-notes.ts';

export type Json = Record<string, unknown>;

/** Schemas that get a name of their own in the document. */
const named = z.registry<{ id: string }>();
const namedSchemas = {
  AcceptProposal,
  Address,
  AddressInput,
  Allocation,
  AllocationInput,
  AmendInput,
  Availability,
  CancelInput,
  CobroEvent,
  Credit,
  CreditDecision,
  CreditInput,
  CreditNote,
  CreditNoteAllocationInput,
  CreditNoteInput,
  CreditNoteLine,
  CreditProposal,
  CreditReview,
  CreditScore: ScoreEntry,
  Customer,
  CustomerInput,
  CustomerPatch,
  Erasure,
  ErasureInput,
  ExchangeInput,
  Fulfillment,
  FulfillmentLine,
  Import,
  ImportUpload,
  ImportedRow,
  Invoice,
  InvoiceLine,
  NextAction,
  Order,
  OrderInput,
  OrderLine,
  OrderPatch,
  PackInput,
  Payment,
  PaymentInput,
  PersonalData,
  PaymentTerms,
  PickInput,
  PriceList,
  PriceListInput,
  Product,
  ProductInput,
  QualityInput,
  ReceiveInput,
  RefundInput,
  Return,
  ReturnInput,
  ReturnLine,
  ReviewDecision,
  ServiceDeliveryInput,
  ScoreFigures,
  ScoreReason,
  ShipInput,
  Shipment,
  Stock,
  StockMovement,
  StockMovementInput,
  SuggestedDecision,
  TaxGroup,
  TimelineEntry,
  TrialBalance,
  Upload,
  UploadInput,
  Warehouse,
  WarehouseInput,
};
for (const [id, schema] of Object.entries(namedSchemas)) named.add(schema, { id });

/** An address is the same outside whether it comes in or goes out. */
const outsideName = (name: string): string => (name === 'AddressInput' ? 'Address' : name);

const largestInt32 = 2 ** 31 - 1;
const isSafeLimit = (value: unknown): boolean => Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;

/** Whole numbers say how wide they are: amounts outgrow the 32 bits that many generators take for granted. */
const integer = ({ minimum, maximum, exclusiveMinimum, ...rest }: Json): Json => {
  const low = exclusiveMinimum === undefined ? minimum : Number(exclusiveMinimum) + 1;
  return {
    ...rest,
    format: typeof maximum === 'number' && maximum <= largestInt32 ? 'int32' : 'int64',
    ...(low === undefined || isSafeLimit(low) ? {} : { minimum: low }),
    ...(maximum === undefined || isSafeLimit(maximum) ? {} : { maximum }),
  };
};

/** Formats that say all of what their long patterns say. */
const wellKnownFormats: readonly unknown[] = ['date', 'date-time', 'email'];

/** Whose schema it is, and whether it comes in or goes out. */
interface Place {
  owner: string;
  io: 'input' | 'output';
}

/** One schema as an outsider reads it: without what only zod understands, with what it means in words. */
const tidySchema = (schema: Json, io: Place['io']): Json => {
  const { default: preset, pattern, format, ...rest } = schema;
  const tidied: Json = {
    ...rest,
    ...(format === undefined || format === 'starts_with' ? {} : { format }),
    ...(pattern === undefined || wellKnownFormats.includes(format) ? {} : { pattern }),
    // In words: of the keyword, generators conclude that the caller always sends the field.
    ...(preset === undefined || io === 'output' ? {} : { description: `${JSON.stringify(preset)} when left out` }),
  };
  return tidied['type'] === 'integer' ? integer(tidied) : tidied;
};

const noteOf = (owner: string, field: string): Json => {
  const note = notes[`${owner}.${field}`] ?? notes[field];
  return note === undefined ? {} : { description: note };
};

const tidy = (value: Json, place: Place): Json => {
  const { properties, ...rest } = value;
  const inner = Object.entries(rest).map(([key, one]) => [
    key,
    Array.isArray(one)
      ? one.map((each: unknown) => (isObject(each) ? tidy(each, place) : each))
      : isObject(one)
        ? tidy(one, place)
        : one,
  ]);
  const tidied = tidySchema(Object.fromEntries(inner), place.io);
  if (!isObject(properties)) return tidied;
  const fields = Object.entries(properties).map(([field, one]) => [
    field,
    { ...noteOf(place.owner, field), ...(isObject(one) ? tidy(one, place) : {}) },
  ]);
  return { ...tidied, properties: Object.fromEntries(fields) };
};

const define = (components: Json, name: string, definition: unknown): void => {
  const known = components[name];
  // One name, one shape: a schema that means another thing in requests than in answers needs two names.
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
    throw new Error(`The schema ${name} has two shapes in the API document. Name one of them differently.`);
  }
  components[name] = definition;
};

const describe = (schema: Json, place: Place): Json => {
  const description = notes[place.owner];
  return { ...(description === undefined ? {} : { description }), ...tidy(schema, place) };
};

/** The schema with its named parts moved to `components`, where the references then point. */
export const schemaOf = (schema: z.ZodType, place: Place, components: Json): Json => {
  const { io } = place;
  const text = JSON.stringify(z.toJSONSchema(schema, { io, metadata: named, unrepresentable: 'any' }));
  const parsed: unknown = JSON.parse(
    text.replaceAll(/"#\/\$defs\/(\w+)"/g, (_, name: string) => `"#/components/schemas/${outsideName(name)}"`),
  );
  const { $schema: _dialect, $defs, id: _id, ...rest } = isObject(parsed) ? parsed : {};
  for (const [name, part] of Object.entries(isObject($defs) ? $defs : {})) {
    const { id: _own, ...definition } = isObject(part) ? part : {};
    define(components, outsideName(name), describe(definition, { io, owner: outsideName(name) }));
  }
  return describe(rest, place);
};

const itemName = ({ properties }: Json): string | undefined => {
  const items = isObject(properties) && 'nextCursor' in properties ? properties['items'] : undefined;
  const item = isObject(items) && isObject(items['items']) ? items['items']['$ref'] : undefined;
  return typeof item === 'string' ? item.split('/').at(-1) : undefined;
};

/** A whole body always has a name: its schema's, `<Item>List` for a page of a list, else that of its operation. */
export const bodySchemaOf = (schema: z.ZodType, io: 'input' | 'output', operation: string, components: Json): Json => {
  const ofOperation = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}${io === 'input' ? 'Input' : 'Answer'}`;
  const json = schemaOf(schema, { owner: ofOperation, io }, components);
  if ('$ref' in json) return { $ref: json['$ref'] };
  const item = io === 'output' ? itemName(json) : undefined;
  const name = item === undefined ? ofOperation : `${item}List`;
  define(components, name, json);
  return { $ref: `#/components/schemas/${name}` };
};
