/** An answer other than 200, as DynamoDB gives it. dynalite's own errors have the same two members. */
export class DynamoFault extends Error {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;

  constructor(name: string, message: string, more: Record<string, unknown> = {}, statusCode = 400) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...more };
  }
}

/** A parameter that cannot be. */
export const invalid = (message: string): DynamoFault => new DynamoFault('ValidationException', message);

export const tableNotFound = (): DynamoFault =>
  new DynamoFault('ResourceNotFoundException', 'Requested resource not found');

export interface Fault {
  statusCode: number;
  body: Record<string, unknown>;
}

/** Whether it is an answer for the caller, from dynalite or from us; anything else is a defect. */
export const isFault = (error: unknown): error is Fault =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  'body' in error &&
  typeof error.body === 'object' &&
  error.body !== null;

export const isConditionFailure = (fault: Fault): boolean =>
  String(fault.body['__type']).endsWith('#ConditionalCheckFailedException');
