import { z } from 'zod';
import { atMostOne, exactlyOne, flag, INT32, text, textMap, texts, whole, type Keywords } from './fields.ts';

const stringMatchFields = {
  exact: text('The whole value.').exactOptional(),
  prefix: text('What the value begins with.').exactOptional(),
  regex: text('A pattern in RE2 syntax that the whole value fits.').exactOptional(),
};

/** How one text is compared; `keywords` say for the CRD how many of the ways may be given. */
export const stringMatch = (description: string, keywords: Keywords = atMostOne('exact', 'prefix', 'regex')) =>
  z.object(stringMatchFields).meta({ description, ...keywords });

const stringMatches = (description: string) =>
  z.record(z.string(), stringMatch('How the value is compared.')).meta({ description });

/** Which requests a route is for, as Istio says it. */
export const httpMatch = z
  .object({
    name: text('What this match is called in telemetry.').exactOptional(),
    uri: stringMatch('Path of the request.').exactOptional(),
    scheme: stringMatch('Scheme of the request.').exactOptional(),
    method: stringMatch('HTTP method.').exactOptional(),
    authority: stringMatch('Host that the request is for.').exactOptional(),
    headers: stringMatches('Headers that must be there, by lower-case name.').exactOptional(),
    withoutHeaders: stringMatches('Headers that must not be there, by lower-case name.').exactOptional(),
    queryParams: stringMatches('Query parameters, by name.').exactOptional(),
    ignoreUriCase: flag('Compare the path without regard to case.').exactOptional(),
    port: whole('Port that the request came in at.', { type: 'integer' }).exactOptional(),
    gateways: texts('Gateways where this match counts.').exactOptional(),
    sourceLabels: textMap('Labels of the workload that sends the request.').exactOptional(),
    sourceNamespace: text('Namespace of the workload that sends the request.').exactOptional(),
  })
  .meta({ description: 'Requests that fit all of these.' });

const headerMatch = z
  .object({ ...stringMatchFields, suffix: text('What the value ends with.').exactOptional() })
  .meta({ description: 'How the value is compared.', ...exactlyOne('exact', 'prefix', 'suffix', 'regex') });

/** Which users get the canary in an A/B test. */
export const analysisMatch = z
  .object({
    headers: z.record(z.string(), headerMatch).meta({ description: 'Headers, by lower-case name.' }).exactOptional(),
    queryParams: stringMatches('Query parameters, by name.').exactOptional(),
    sourceLabels: textMap('Labels of the workload that sends the request; only within the mesh.').exactOptional(),
  })
  .meta({ description: 'Requests that fit all of these.' });

const headerChanges = z
  .object({
    add: textMap('Headers to append.').exactOptional(),
    set: textMap('Headers to overwrite.').exactOptional(),
    remove: texts('Headers to take away.').exactOptional(),
  })
  .meta({ description: 'Changes to headers.' });

export const headers = z
  .object({ request: headerChanges.exactOptional(), response: headerChanges.exactOptional() })
  .meta({ description: 'Headers to change on the way.' });

export const rewrite = z
  .object({
    uri: text('New path or prefix.').exactOptional(),
    authority: text('New host.').exactOptional(),
    type: text('Gateway API: what of the path is replaced.').exactOptional(),
  })
  .meta({ description: 'What to change in the address of a request.' });

export const retries = z
  .object({
    attempts: whole('How many more attempts.', INT32).exactOptional(),
    perTryTimeout: text('How long each attempt may take.').exactOptional(),
    retryOn: text('What is worth another attempt, as Envoy names it.').exactOptional(),
  })
  .meta({ description: 'When a request is tried again.' });

export const corsPolicy = z
  .object({
    allowOrigin: texts('Origins that are allowed.').exactOptional(),
    allowOrigins: z
      .array(stringMatch('How the origin is compared.', exactlyOne('exact', 'prefix', 'regex')))
      .meta({ description: 'Patterns of origins that are allowed.' })
      .exactOptional(),
    allowMethods: texts('Methods that are allowed.').exactOptional(),
    allowHeaders: texts('Request headers that are allowed.').exactOptional(),
    exposeHeaders: texts('Response headers that scripts may read.').exactOptional(),
    maxAge: text('How long browsers may keep the answer.').exactOptional(),
    allowCredentials: flag('Whether requests may carry credentials.').exactOptional(),
  })
  .meta({ description: 'Cross-origin rules.' });
