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
] as const;
export type MeterName = (typeof meterNames)[number];

export interface Meters {
  add(name: MeterName, amount: number): void;
  read(): Record<MeterName, number>;
  reset(): void;
}

const zeros = (): Record<MeterName, number> => ({
  httpRequests: 0,
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  tableReadUnits: 0,
  tableWriteUnits: 0,
  stateTransitions: 0,
  busEvents: 0,
  schedulerInvocations: 0,
  mails: 0,
  mailAttachmentGb: 0,
});

/** Meters at zero. They live as long as the process. */
export const newMeters = (): Meters => {
  let values = zeros();
  return {
    add: (name, amount) => {
      values[name] += amount;
    },
    read: () => ({ ...values }),
    reset: () => {
      values = zeros();
    },
  };
};
