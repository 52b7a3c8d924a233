import * as z from 'zod';

/** What `npm audit --json` says, as far as it is read: packages, and the advisories each is in. */
const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      via: z.array(z.union([z.string(), z.object({ url: z.string(), title: z.string() })])),
    }),
  ),
});

/** An advisory we live with until a day, and why. */
export const AuditException = z.strictObject({
  advisory: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
  until: z.iso.date(),
  reason: z.string().min(20),
});
export type AuditException = z.infer<typeof AuditException>;

/** What npm says when the registry has no such service, or cannot be reached. */
const NoAnswer = z.object({ message: z.string(), vulnerabilities: z.never().optional() });

/** Why the registry gave no report; undefined when it did. */
export const whyUnanswered = (report: unknown): string | undefined => {
  const parsed = NoAnswer.safeParse(report);
  return parsed.success ? parsed.data.message : undefined;
};

/**
 * Sentences about every advisory that no exception covers on this day, and every exception that has run out. Empty:
 * all is well.
 */
export const auditFindings = (report: unknown, exceptions: readonly AuditException[], today: string): string[] => {
  const expired = exceptions
    .filter(({ until }) => until < today)
    .map(({ advisory, until }) => `The exception for ${advisory} ran out on ${until}: look at it again.`);
  const covered = new Set(exceptions.filter(({ until }) => until >= today).map(({ advisory }) => advisory));
  const open = Object.entries(Report.parse(report).vulnerabilities).flatMap(([name, { severity, via }]) =>
    via.flatMap((one) => {
      if (typeof one === 'string' || covered.has(one.url.split('/').at(-1) ?? '')) return [];
      return [`${name} (${severity}): ${one.title}, ${one.url}`];
    }),
  );
  return [...expired, ...open];
};
