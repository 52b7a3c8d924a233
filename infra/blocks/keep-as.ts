import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Pins the logical id of something that holds data. Without it, moving the construct to another file or renaming its
 * parent makes CloudFormation replace the resource: an empty table beside a forgotten full one.
 */
export const keepAs = (construct: Construct, logicalId: string): void => {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} has no resource of its own.`);
  resource.overrideLogicalId(logicalId);
};
