/** What AWS would bill, counted while it happens. Names are those of local/bill/prices.ts. */
export const meterNames = [
  'httpRequests',
  'lambdaRequests',
  'lambdaGbSeconds',
  'tableReadUnits',
  'tableWriteUnits',
  'stateTransitions',
  'busEvents',
  'schedulerInvocations',
  'mails',
  'mailAttachmentGb',
  'tokens',
  'bucketWrites',
  'bucketReads',
  'queueMessages',
] as const;
export type MeterName = (typeof meterNames)[number];

export interface Meters {
  add(name: MeterName, amount: number): void;
  read(): Record<MeterName, number>;
  reset(): void;
}

const zeros = (): Map<MeterName, number> => new Map(meterNames.map((name) => [name, 0]));

/** Meters at zero. They live as long as the process. */
export const newMeters = (): Meters => {
  let values = zeros();
  const of = (name: MeterName): number => values.get(name) ?? 0;
  return {
    add: (name, amount) => {
      values.set(name, of(name) + amount);
    },
    read: () => ({
      httpRequests: of('httpRequests'),
      lambdaRequests: of('lambdaRequests'),
      lambdaGbSeconds: of('lambdaGbSeconds'),
      tableReadUnits: of('tableReadUnits'),
      tableWriteUnits: of('tableWriteUnits'),
      stateTransitions: of('stateTransitions'),
      busEvents: of('busEvents'),
      schedulerInvocations: of('schedulerInvocations'),
      mails: of('mails'),
      mailAttachmentGb: of('mailAttachmentGb'),
      tokens: of('tokens'),
      bucketWrites: of('bucketWrites'),
      bucketReads: of('bucketReads'),
      queueMessages: of('queueMessages'),
    }),
    reset: () => {
      values = zeros();
    },
  };
};
