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
} as const satisfies Routes;
