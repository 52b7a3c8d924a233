import { describe, expect, it } from 'vitest';
import { readDestroyOrder } from '../../../infra/commands/destroy-order.ts';

describe('the command that takes a tenant down', () => {
  it('leaves the data stack alone unless told', () => {
    expect(readDestroyOrder('acme', [])).toEqual({ data: false });
  });

  it('takes the data stack only by a second word that names the tenant', () => {
    expect(() => readDestroyOrder('acme', ['--data'])).toThrow('--data --yes-delete-acme');
    expect(() => readDestroyOrder('acme', ['--data', '--yes-delete-globex'])).toThrow('"--yes-delete-globex"');
    expect(readDestroyOrder('acme', ['--data', '--yes-delete-acme'])).toEqual({ data: true });
  });

  it('refuses words it does not know, since a typing error must not delete', () => {
    expect(() => readDestroyOrder('acme', ['--dta'])).toThrow('"--dta" is not understood');
  });

  it('takes the second word alone for nothing', () => {
    expect(readDestroyOrder('acme', ['--yes-delete-acme'])).toEqual({ data: false });
  });
});
