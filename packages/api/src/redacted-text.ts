const MASK = '***';

/** Longer texts are cut, so that what a server answers can neither fill a log nor keep the patterns below busy. */
const LONGEST = 8_000;

/** What hides in texts, and what is left of it. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // user:password@ in addresses
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s"'@]+@/gi, `$1${MASK}@`],
  // webhooks whose path is the secret
  [/(\bhooks\.slack(?:-gov)?\.com\/)[^\s"'?]+/gi, `$1${MASK}`],
  [/(\b(?:discord|discordapp)\.com\/api\/(?:v\d+\/)?webhooks\/)[^\s"'?]+/gi, `$1${MASK}`],
  [/(\b[\w.-]{0,80}(?:office\.com|logic\.azure\.com(?::\d+)?|powerplatform\.com(?::\d+)?)\/)[^\s"']+/gi, `$1${MASK}`],
  [/(\bchat\.googleapis\.com\/v1\/spaces\/)[^\s"']+/gi, `$1${MASK}`],
  [/(\/hooks\/)[^\s"'?]+/gi, `$1${MASK}`],
  // secrets in the query of an address
  [/([?&][^=&\s"']{0,40}(?:token|key|secret|passw|sig|auth|credential)[^=&\s"']{0,40}=)[^&\s"'#]+/gi, `$1${MASK}`],
  [/\b(bearer|basic)\s+[\w.~+/-]{6,}=*/gi, `$1 ${MASK}`],
  [/(\bauthorization["']?\s*[:=]\s*["']?)(?!(?:bearer|basic) \*)[^\s"',]+/gi, `$1${MASK}`],
  // tokens that show by their form: JSON web tokens, Slack's
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, MASK],
  [/\bxox[a-z]-[\w-]+/g, MASK],
];

/** A text without what must not be read in it, and not longer than anybody reads. */
export function redactedText(said: string): string {
  const short = said.length > LONGEST ? `${said.slice(0, LONGEST)}...` : said;
  return PATTERNS.reduce((rest, [pattern, left]) => rest.replace(pattern, left), short);
}
