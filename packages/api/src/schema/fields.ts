import { z } from 'zod';
import { parseGoDuration } from '../go-duration.ts';

/** Any text. */
export const text = (description: string) => z.string().meta({ description });

const GROUP_AND_VERSION =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** A group and version, as the API server serves kinds; empty is taken, as by Flagger. The CRD says no pattern. */
export const apiVersion = (description: string) =>
  z
    .string()
    .refine((value) => value === '' || GROUP_AND_VERSION.test(value), 'a group and version such as autoscaling/v2')
    .meta({ description });

/** True or false. */
export const flag = (description: string) => z.boolean().meta({ description });

/**
 * A whole number. Where the CRD says `number` although fractions make no sense, so does Flagger's; where it says
 * `integer`, so do we.
 */
export const whole = (
  description: string,
  keywords: Keywords = {},
  { least = -Infinity, most = Infinity }: { readonly least?: number; readonly most?: number } = {},
) =>
  z
    .number()
    .refine(
      (value) => Number.isInteger(value) && value >= least && value <= most,
      `a whole number${rangeText(least, most)}`,
    )
    .meta({ description, ...keywords });

function rangeText(least: number, most: number): string {
  if (least === -Infinity) {
    return '';
  }
  return most === Infinity ? ` from ${least} upwards` : ` from ${least} to ${most}`;
}

/** A share in percent. Where Flagger takes more than everything for everything, so do we: `most` is Infinity there. */
export const weight = (description: string, most = 100) =>
  whole(description, {}, { least: 0, most }).meta({ minimum: 0, ...(most < Infinity && { maximum: most }) });

/** What Kubernetes takes as the name of a port of a Service or as one label of a host name; empty is the default. */
const LABEL = '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';

/** The name of a Service or of one of its ports. */
export const label = (description: string, maxLength: number) =>
  z
    .string()
    .refine(
      (value) => value.length <= maxLength && new RegExp(LABEL).test(value),
      `up to ${maxLength} of a-z, 0-9 and -, without - at the ends`,
    )
    .meta({ description, pattern: LABEL, maxLength });

const HTTP = '^[hH][tT][tT][pP][sS]?://[^/?#\\s]';

/** An address that can be called. */
export const httpAddress = (description: string) =>
  z
    .string()
    .refine((value) => new RegExp(HTTP).test(value) && URL.canParse(value), 'an address with http:// or https://')
    .meta({ description, pattern: HTTP });

const BEGINS_AS_DURATION = '^[0-9]+(m|s)';
/** What is allowed where a duration is. */
export const DURATION = 'a duration such as 30s, 1m30s or 500ms';

/**
 * A duration in Go's notation. The CRD's pattern is Flagger's, which looks at the beginning only; empty means the
 * default.
 */
export const duration = (description: string) =>
  z
    .string()
    .refine((value) => value === '' || parseGoDuration(value) !== undefined, DURATION)
    .meta({ description, pattern: BEGINS_AS_DURATION });

/** The same, and what only begins so, as Flagger takes it: metrics servers have notations of their own, such as `1min`. */
export const looseDuration = (description: string) =>
  z
    .string()
    .refine(
      (value) => value === '' || new RegExp(BEGINS_AS_DURATION).test(value) || parseGoDuration(value) !== undefined,
      DURATION,
    )
    .meta({ description, pattern: BEGINS_AS_DURATION });

/** Names with texts, such as labels. */
export const textMap = (description: string) => z.record(z.string(), z.string()).meta({ description });

export const texts = (description: string) => z.array(z.string()).meta({ description });

/** JSON schema keywords that only the CRD needs: parsing does not look at them. */
export type Keywords = Readonly<Record<string, unknown>>;

/** The CRD's way of saying that exactly one of these fields is present. */
export const exactlyOne = (...fields: readonly string[]): Keywords => ({
  oneOf: fields.map((field) => ({ required: [field] })),
});

/** The CRD's way of saying that at most one of these fields is present. */
export const atMostOne = (...fields: readonly string[]): Keywords => {
  const present = fields.map((field) => ({ required: [field] }));
  return { oneOf: [{ not: { anyOf: present } }, ...present] };
};

/** A Kubernetes name or domain, as Gateway API limits the parts of its references. */
export const SUBDOMAIN: Keywords = {
  pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  maxLength: 253,
};
export const KIND: Keywords = { pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$', minLength: 1, maxLength: 63 };
export const NAMESPACE: Keywords = { pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', minLength: 1, maxLength: 63 };
export const PORT: Keywords = { type: 'integer', format: 'int32', minimum: 1, maximum: 65535 };
export const INT32: Keywords = { type: 'integer', format: 'int32' };

/** A Secret in the namespace of the object that names it. */
export const secretRef = (description: string) => z.object({ name: text('Name of the Secret.') }).meta({ description });
