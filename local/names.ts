import { besideLog } from './functions/log-bytes.ts';

/** The account number of the embedded AWS. */
export const account = '000000000000';

export const functionArn = (region: string, name: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

export const stateMachineArn = (region: string, name: string): string =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

export const executionArn = (region: string, machine: string, name: string): string =>
  `arn:aws:states:${region}:${account}:execution:${machine}:${name}`;

/** The last part of an ARN: the name of what it names. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const longestLine = 400;

/** Tells the operator one thing in one line. Never a payload. */
export const logLine = (text: string): void => {
  besideLog(() => process.stderr.write(`${text.replaceAll(/\s+/g, ' ').slice(0, longestLine)}\n`));
};
