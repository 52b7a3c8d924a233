import { CfnOutput, type Stack } from 'aws-cdk-lib';

/** What an operator and the tests read from a deployed stack, by name. Never a secret: outputs are no safe. */
export const outputs = (stack: Stack, values: Readonly<Record<string, string>>): CfnOutput[] =>
  Object.entries(values).map(([name, value]) => new CfnOutput(stack, name, { value }));
