import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything the tests put into the temporary folder lies in one of the run's own, which goes with it. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'cobro-test-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
