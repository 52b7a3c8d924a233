import { describe, expect, it } from 'vitest';
import { whereToLook } from '../../demo/where-to-look.ts';

const invoice = { id: 'inv_1', number: 'FA-2026-000001' };

describe('the end of the demo', () => {
  it('says how to start again what it stopped, and where the mails and an invoice are then', () => {
    const own = { command: 'PORT=4000 npm start', mailbox: 'http://localhost:8005' };
    const text = whereToLook({ cobro: { origin: 'http://localhost:4000', own }, invoice, file: '/data/one.pdf' });
    expect(text).toContain('PORT=4000 npm start');
    expect(text).toContain('http://localhost:8005');
    expect(text).toContain('/data/one.pdf');
    expect(text).toContain('http://localhost:4000/v1/invoices/inv_1.pdf');
  });

  it('does not ask to start a Cobro that was running before', () => {
    expect(whereToLook({ cobro: { origin: 'http://localhost:3000' }, invoice, file: 'one.pdf' })).not.toContain(
      'npm start',
    );
  });
});
