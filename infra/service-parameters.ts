import { CfnCondition, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { Names } from './names.ts';

/** What an operator may put in the place of the data stack's own table and token issuer. */
export interface ServiceParameters {
  tableName: string;
  streamArn: string;
  issuer: string;
  audience: string[];
}

/** An empty text means "the data stack's own". */
const textOr = (scope: Construct, input: { id: string; description: string; own: string }): string => {
  const parameter = new CfnParameter(scope, input.id, { type: 'String', default: '', description: input.description });
  const isEmpty = new CfnCondition(scope, `${input.id}IsEmpty`, {
    expression: Fn.conditionEquals(parameter.valueAsString, ''),
  });
  return Fn.conditionIf(isEmpty.logicalId, input.own, parameter.valueAsString).toString();
};

const audienceOr = (scope: Construct, own: readonly string[]): string[] => {
  const parameter = new CfnParameter(scope, 'JwtAudience', {
    type: 'CommaDelimitedList',
    default: '',
    description: 'Client ids whose tokens are good; empty: the clients of the data stack',
  });
  const isEmpty = new CfnCondition(scope, 'JwtAudienceIsEmpty', {
    expression: Fn.conditionEquals(Fn.join('', parameter.valueAsList), ''),
  });
  return Token.asList(Fn.conditionIf(isEmpty.logicalId, [...own], parameter.valueAsList));
};

/**
 * The parameters of the service stack. A restored table takes the lost one's place by its name and its stream; another
 * token issuer serves tests and tenants who have their own.
 */
export const serviceParameters = (scope: Construct, names: Names, data: DataStack): ServiceParameters => {
  const table = new CfnParameter(scope, 'TableName', {
    type: 'String',
    default: names.table,
    description: "The table to work on: the data stack's, or the one restored from it",
  });
  if (data.table.tableStreamArn === undefined) throw new Error('The table has no stream: nothing would be published.');
  const { region } = Stack.of(scope);
  return {
    tableName: table.valueAsString,
    streamArn: textOr(scope, {
      id: 'TableStreamArn',
      description: "Stream of that table; empty: the stream of the data stack's table",
      own: data.table.tableStreamArn,
    }),
    issuer: textOr(scope, {
      id: 'JwtIssuer',
      description: "Issuer of good tokens; empty: the data stack's user pool",
      own: `https://cognito-idp.${region}.amazonaws.com/${data.userPool.userPoolId}`,
    }),
    audience: audienceOr(scope, data.clientIds),
  };
};
