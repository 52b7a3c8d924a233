import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The first journey finds empty books and the first invoice number; the last file looks at what all have done. */
const order = ['first-cash', 'credit-hold', 'backorder', 'every-function'];
const place = ({ moduleId }: TestSpecification): number => order.findIndex((name) => moduleId.includes(name));

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => place(a) - place(b));
  }
}

/** Journeys on a deployed tenant: started by test/cloud/run.ts only. */
export default defineConfig({
  test: {
    include: ['test/flows/{first-cash,credit-hold,backorder}.test.ts', 'test/cloud/*.cloud.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    sequence: { sequencer: InOrder },
  },
});
