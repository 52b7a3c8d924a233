import { type Call, maySee } from '../call.ts';
import { NotFound } from '../errors.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row } from '../table/table.ts';
import { StoredShipment } from './shipment.ts';

const pattern = idPattern('shp');

/** The shipment; 404 when there is none, or it is another customer's. */
export const loadShipment = async (id: string, call: Call): Promise<StoredShipment> => {
  const row = pattern.test(id) ? await getRow(keys.shipment(id)) : undefined;
  const shipment = row && StoredShipment.parse(row);
  if (shipment && maySee(call, shipment.customerId)) return shipment;
  throw new NotFound('shipment_not_found', 'There is no such shipment.');
};

export const findShipments = async (ids: readonly string[], call: Call): Promise<StoredShipment[]> => {
  const rows = await getRows(ids.map((id) => keys.shipment(id)));
  return rows.map((row) => StoredShipment.parse(row)).filter((one) => maySee(call, one.customerId));
};

export const shipmentRow = (shipment: StoredShipment): Row => ({
  ...keys.shipment(shipment.id),
  ...indexed.list('shipment', shipment.id, shipment.dispatchedAt),
  ...indexed.owner(`customer#${shipment.customerId}`, 'shipment', shipment.id),
  ...shipment,
});

export const shipmentSubject = (shipment: StoredShipment): Subject => ({
  pk: keys.shipment(shipment.id).pk,
  id: shipment.id,
  counter: shipment,
});
