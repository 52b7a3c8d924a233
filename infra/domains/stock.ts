import { stockRoutes } from '../../functions/stock/routes.ts';
import type { Domain } from './domain.ts';

export const stock: Domain = {
  context: 'stock',
  routes: stockRoutes,
  prefixes: ['/v1/warehouses', '/v1/stock-movements', '/v1/stock'],
  functions: [
    {
      name: 'stock-api',
      entry: 'functions/stock/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Receipts and counts cannot be booked, stock cannot be read.',
    },
    {
      name: 'reserve-backorders-on-stock-moved',
      entry: 'functions/stock/reserve-backorders-on-stock-moved.ts',
      trigger: { kind: 'events', types: ['stock.moved'] },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 120,
      whileItFails: 'Goods arrive but waiting orders do not get them until the hourly sweep.',
    },
    {
      name: 'reserve-backorders-on-pieces-freed',
      entry: 'functions/stock/reserve-backorders-on-pieces-freed.ts',
      trigger: { kind: 'events', types: ['order.cancelled', 'order.amended', 'order.held'] },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 120,
      whileItFails: 'What a cancelled, smaller or held order had goes to waiting orders with the hourly sweep only.',
    },
  ],
};
