import * as z from 'zod';
import type { Routes } from '../../shared/http/route.ts';

export const gatewayRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    scope: null,
    summary: 'Whether the API answers',
    response: z.object({ status: z.literal('ok'), tenant: z.string() }),
  },
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    scope: null,
    summary: 'This document',
    media: 'application/json',
  },
  docs: { method: 'GET', path: '/docs', scope: null, summary: 'This document as a page', media: 'text/html' },
} as const satisfies Routes;
