import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnApi,
  CfnApiMapping,
  CfnAuthorizer,
  CfnDomainName,
  CfnIntegration,
  CfnRoute,
  CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Tenant } from '../../shared/tenant.ts';
import type { GatewayRoute } from '../gateway-routes.ts';
import type { Names } from '../names.ts';
import type { CobroFunction } from './cobro-function.ts';

export interface HttpGatewayProps {
  names: Names;
  routes: readonly GatewayRoute[];
  functions: ReadonlyMap<string, CobroFunction>;
  /** Beyond it the gateway answers 429. */
  throttle: Tenant['throttle'];
  /** A name of the tenant's own; the API answers under its AWS address as well. */
  domain?: Tenant['domain'];
  /** Whose tokens are good, and for which clients. */
  jwt: CfnAuthorizer.JWTConfigurationProperty;
}

/** Who asked for what and how it went. No query string and no address: both name people. */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  path: '$context.path',
  client: '$context.authorizer.claims.client_id',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  refusedBecause: '$context.authorizer.error',
  failedBecause: '$context.integrationErrorMessage',
});

/** The HTTP API: proves tokens, throttles, logs, and hands every request to the function of its context. */
export class HttpGateway extends Construct {
  readonly apiId: string;
  readonly url: string;

  constructor(scope: Construct, props: HttpGatewayProps) {
    super(scope, 'Gateway');
    const { names, routes, functions } = props;
    const api = new CfnApi(this, 'Api', { name: names.api, protocolType: 'HTTP' });
    this.apiId = api.ref;
    this.url = props.domain ? `https://${props.domain.name}` : api.attrApiEndpoint;
    const authorizer = new CfnAuthorizer(this, 'Tokens', {
      apiId: api.ref,
      name: 'tokens',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: props.jwt,
    });
    for (const functionName of new Set(routes.map((route) => route.functionName))) {
      const target = functions.get(functionName);
      if (!target) throw new Error(`A route leads to "${functionName}", but there is no such function.`);
      this.lead(
        target,
        routes.filter((route) => route.functionName === functionName),
        authorizer,
      );
    }
    const stage = this.stage(props);
    if (props.domain) this.named(props.domain, stage);
  }

  private lead(target: CobroFunction, routes: readonly GatewayRoute[], authorizer: CfnAuthorizer): CfnPermission {
    const name = target.declaration.name;
    const integration = new CfnIntegration(this, name, {
      apiId: this.apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: target.lambda.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: 30_000,
    });
    for (const { key, needsToken } of routes) {
      const route = new CfnRoute(this, key, {
        apiId: this.apiId,
        routeKey: key,
        target: `integrations/${integration.ref}`,
        authorizationType: needsToken ? 'JWT' : 'NONE',
      });
      if (needsToken) route.authorizerId = authorizer.ref;
    }
    return new CfnPermission(this, `${name}-invoked`, {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      functionName: target.lambda.functionArn,
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: this.apiId, resourceName: '*' }),
    });
  }

  /** The tenant's own name: its certificate, the way to the stage, and its record where the zone is known. */
  private named({ name, certificateArn, hostedZoneId }: NonNullable<Tenant['domain']>, stage: CfnStage): Construct[] {
    const domain = new CfnDomainName(this, 'Domain', {
      domainName: name,
      domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
    });
    const mapping = new CfnApiMapping(this, 'DomainMapping', {
      apiId: this.apiId,
      domainName: domain.ref,
      stage: stage.ref,
    });
    if (hostedZoneId === undefined) return [domain, mapping];
    const aliasTarget = { dnsName: domain.attrRegionalDomainName, hostedZoneId: domain.attrRegionalHostedZoneId };
    return [domain, mapping, new CfnRecordSet(this, 'DomainRecord', { hostedZoneId, name, type: 'A', aliasTarget })];
  }

  private stage({ names, throttle }: HttpGatewayProps): CfnStage {
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: names.accessLogs,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not logGroup.logGroupArn: it ends with a wildcard, which the gateway drops and CloudFormation then sees as drift.
    const logArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: accessLog.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new CfnStage(this, 'Stage', {
      apiId: this.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: {
        throttlingRateLimit: throttle.requestsPerSecond,
        throttlingBurstLimit: throttle.burst,
      },
      accessLogSettings: { destinationArn: logArn, format: accessLogFormat },
    });
  }
}
