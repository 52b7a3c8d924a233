import { Aws } from 'aws-cdk-lib';
import type { Tenant } from '../shared/tenant.ts';

/**
 * Every physical name of a tenant. Names are fixed, so that an ARN can be written before its resource exists (the
 * lifecycle and the functions that start it need each other) and an operator finds things without looking them up.
 */
export const namesOf = (tenant: Tenant) => {
  const prefix = `cobro-${tenant.name}`;
  return {
    prefix,
    dataStack: `${prefix}-data`,
    serviceStack: `${prefix}-service`,
    table: prefix,
    bus: prefix,
    /** `source` of every event on the bus. */
    eventSource: `cobro.${tenant.name}`,
    /** Bucket and sign-in domain names are shared by all of AWS: the account number makes them ours. */
    bucket: `${prefix}-documents-${Aws.ACCOUNT_ID}`,
    signInDomain: `${prefix}-${Aws.ACCOUNT_ID}`,
    userPool: prefix,
    api: prefix,
    lifecycle: `${prefix}-order-lifecycle`,
    alarmTopic: `${prefix}-alarms`,
    mailSet: prefix,
    function: (name: string): string => within(64, `${prefix}-${name}`),
    deadLetters: (context: string): string => within(80, `${prefix}-${context}-dead-letters`),
    functionLogs: (name: string): string => `/aws/lambda/${prefix}-${name}`,
    accessLogs: `/aws/vendedlogs/apis/${prefix}`,
    lifecycleLogs: `/aws/vendedlogs/states/${prefix}-order-lifecycle`,
  } as const;
};

export type Names = ReturnType<typeof namesOf>;

/** AWS cuts nothing off: a name that is too long fails in the middle of a deployment, so it fails here instead. */
const within = (limit: number, name: string): string => {
  if (name.length <= limit) return name;
  throw new Error(`The name "${name}" has ${name.length} characters, AWS allows ${limit}. Choose a shorter one.`);
};
