import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';

/**
 * The domain mails are sent from, made known to SES: without it SES takes no mail at all. AWS signs with keys of its own
 * (Easy DKIM) once the three answered records stand in the domain's DNS. Kept: a new identity would want new records.
 */
export const senderIdentity = (scope: Construct, senderEmail: string): Record<string, string> => {
  const identity = new CfnEmailIdentity(scope, 'Sender', {
    emailIdentity: senderEmail.slice(senderEmail.indexOf('@') + 1),
    dkimAttributes: { signingEnabled: true },
  });
  identity.applyRemovalPolicy(RemovalPolicy.RETAIN);
  identity.overrideLogicalId('Sender');
  return {
    DkimRecord1: `${identity.attrDkimDnsTokenName1} CNAME ${identity.attrDkimDnsTokenValue1}`,
    DkimRecord2: `${identity.attrDkimDnsTokenName2} CNAME ${identity.attrDkimDnsTokenValue2}`,
    DkimRecord3: `${identity.attrDkimDnsTokenName3} CNAME ${identity.attrDkimDnsTokenValue3}`,
  };
};
