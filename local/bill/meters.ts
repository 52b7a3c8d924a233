const zeros = () => ({
  httpRequests: 0,
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  /** What functions wrote to their logs. Its price is among the estimates: Lambda and the gateway write lines besides. */
  logBytes: 0,
  tableReadUnits: 0,
  tableWriteUnits: 0,
  stateTransitions: 0,
  busEvents: 0,
  schedulerInvocations: 0,
  /** By recipient. */
  mails: 0,
  mailAttachmentGb: 0,
  /** Access tokens issued to machines. */
  tokens: 0,
  bucketWrites: 0,
  bucketReads: 0,
  queueMessages: 0,
});

/** What AWS would bill, counted while it happens. Prices are in local/bill/prices.ts. */
export type MeterName = keyof ReturnType<typeof zeros>;

export interface Meters {
  add(name: MeterName, amount: number): void;
  read(): Record<MeterName, number>;
  reset(): void;
}

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
