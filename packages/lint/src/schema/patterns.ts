/** What the patterns of our CRDs allow, by their text, in words and with an example. */
export const PATTERNS: Readonly<Record<string, string>> = {
  '^[0-9]+(m|s)': 'minutes or seconds, such as 60m, 1m30s or 30s',
  '^([0-9]+(\\.[0-9]+)?(h|m|s|ms))+$': 'a duration such as 30s, 1m30s or 500ms',
  '^[hH][tT][tT][pP][sS]?://[^/?#\\s]': 'an address such as http://podinfo.test/ or https://example.com/',
  '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': 'a name of a-z, 0-9 and -, without - at the ends, such as podinfo',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': 'a name of a-z, 0-9 and -, without - at the ends, such as podinfo',
  '^$|^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$':
    'a number, or a name of up to 15 of a-z, 0-9 and -, without - at the ends, such as http',
  '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$':
    'a name of a-z, 0-9, - and ., without - and . at the ends, such as gateway.networking.k8s.io',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$':
    'a name of a-z, 0-9, - and ., without - and . at the ends, such as app.example.com',
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$': 'a name of letters, 0-9 and - that begins with a letter, such as Service',
};
