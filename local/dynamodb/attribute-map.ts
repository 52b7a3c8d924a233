/** A value as DynamoDB writes it in JSON: one of the members. Binary values are base64. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: AttributeMap;
}

/** An item, or its key, as DynamoDB writes it in JSON. */
export type AttributeMap = Record<string, AttributeValue>;
