import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Statement {
  Action: string | string[];
  Resource: unknown;
}

export interface Template {
  Resources: Record<string, { Type: string; Properties: any }>;
  Outputs?: Record<string, unknown>;
}

/** Every statement of the roles in a template, or of the one role with this description. */
export const roleStatements = (template: Template, description?: string): Statement[] =>
  Object.values(template.Resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Role' && (description ?? Properties.Description) === Properties.Description,
    )
    .flatMap(({ Properties }): { PolicyDocument: { Statement: Statement[] } }[] => Properties.Policies ?? [])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Changes a synthesised stack where it lies. */
export const changeStack = (assembly: string, stack: string, change: (template: Template) => void): void => {
  const file = join(assembly, `${stack}.template.json`);
  const template: Template = JSON.parse(readFileSync(file, 'utf8'));
  change(template);
  writeFileSync(file, JSON.stringify(template));
};

/**
 * Takes one action out of a function's role, such as `orders-api:dynamodb:PutItem`. Throws when the role does not have
 * it: a test that takes nothing away proves nothing.
 */
export const takeGrantAway = (template: Template, grant: string): void => {
  const [name = '', ...rest] = grant.split(':');
  const action = rest.join(':');
  const having = roleStatements(template, `What ${name} may touch`).filter((one) =>
    [one.Action].flat().includes(action),
  );
  if (having.length === 0) throw new Error(`The role of ${name} does not have ${action}.`);
  for (const statement of having) {
    const others = [statement.Action].flat().filter((one) => one !== action);
    // A statement must name an action: this one allows nothing that Cobro does.
    statement.Action = others.length > 0 ? others : 'iam:GetUser';
  }
};
