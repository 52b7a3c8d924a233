import * as z from 'zod';
import type { Routes } from '../../shared/http/route.ts';

export const gatewayRoutes = {
  getHealth: {
    method: 'GET',
    path: '/health',
    scope: null,
    summary: 'Whether the API answers',
    response: z.object({ status: z.literal('ok'), tenant: z.string() }),
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    scope: null,
    summary: 'This document',
    media: 'application/json',
  },
  getDocs: { method: 'GET', path: '/docs', scope: null, summary: 'This document as a page', media: 'text/html' },
} as const satisfies Routes;
