import { describe, expect, it } from '@jest/globals';
import { environmentProxy } from './environment-proxy.ts';

const through = (address: string, environment: Readonly<Record<string, string>>): string | undefined =>
  environmentProxy(new URL(address), environment)?.href;

describe('the proxy of the environment', () => {
  it.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['proxy.corp.example:1234', 'http://proxy.corp.example:1234/'],
    ['proxy.corp.example', 'http://proxy.corp.example/'],
    ['localhost', 'http://localhost/'],
    ['localhost:3128', 'http://localhost:3128/'],
    ['https://proxy.corp.example', 'https://proxy.corp.example/'],
    ['http://me:p%40ss@127.0.0.1:8080', 'http://me:p%40ss@127.0.0.1:8080/'],
    ['', undefined],
    ['http://%', undefined],
    ['http://me:pa%ss@127.0.0.1:8080', undefined],
    ['me:100%@127.0.0.1:8080', undefined],
  ])('written as %j is %j', (HTTP_PROXY, proxy) => {
    expect(through('http://example.com', { HTTP_PROXY })).toBe(proxy);
  });

  it('is one for each scheme, and never that of another', () => {
    const both = { HTTP_PROXY: 'plain.proxy', HTTPS_PROXY: 'secure.proxy' };
    expect(through('http://example.com', both)).toBe('http://plain.proxy/');
    expect(through('https://example.com', both)).toBe('http://secure.proxy/');
    expect(through('https://example.com', { HTTP_PROXY: 'plain.proxy', ALL_PROXY: 'any.proxy' })).toBeUndefined();
    expect(through('http://example.com', { HTTPS_PROXY: 'secure.proxy' })).toBeUndefined();
  });

  it('of another protocol is refused where it would be asked', () => {
    const socks = { HTTPS_PROXY: 'socks5://me:hunter2@127.0.0.1', NO_PROXY: 'svc' };
    expect(() => through('https://example.com', socks)).toThrow(
      /^HTTPS_PROXY: only http and https proxies are supported$/,
    );
    expect(through('https://a.svc', socks)).toBeUndefined();
    expect(through('http://example.com', socks)).toBeUndefined();
  });

  it('whose password no text can be made of is refused by the name of its variable', () => {
    const latin = { HTTPS_PROXY: 'http://me:hunter%FC@127.0.0.1' };
    expect(() => through('https://example.com', latin)).toThrow(
      /^HTTPS_PROXY: user and password must be UTF-8, with % as %25$/,
    );
  });

  it('is read in small letters where there is nothing in capitals', () => {
    const small = { http_proxy: 'small.proxy', no_proxy: 'example.com' };
    expect(through('http://other.com', small)).toBe('http://small.proxy/');
    expect(through('http://example.com', small)).toBeUndefined();
    expect(through('http://other.com', { ...small, HTTP_PROXY: '' })).toBe('http://small.proxy/');
    expect(through('http://other.com', { ...small, HTTP_PROXY: 'great.proxy' })).toBe('http://great.proxy/');
    expect(through('http://example.com', { ...small, NO_PROXY: 'nothing' })).toBe('http://small.proxy/');
  });
});

describe('NO_PROXY', () => {
  const isProxied = (host: string, NO_PROXY: string): boolean =>
    through(`http://${host}`, { HTTP_PROXY: 'proxy', NO_PROXY }) !== undefined;

  // every kind of entry that golang.org/x/net/http/httpproxy tells apart
  const each = [
    'shop.example, .mail.example, *.stars.example, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30',
    '2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64',
  ].join(', ');

  it.each([
    ['localhost', false],
    ['127.0.0.1', false],
    ['127.0.0.2', false],
    ['[::1]', false],
    ['[::ffff:127.0.0.1]', false],
    ['[::2]', true],
    ['192.168.1.1', false],
    ['192.168.1.2', true],
    ['192.168.1.2:81', false],
    ['192.168.1.3', false],
    ['192.168.1.4', true],
    ['10.0.0.2', false],
    ['10.0.0.4', true],
    ['[2001:db8::52:0:1]', false],
    ['[2001:db8::52:0:2]', true],
    ['[2001:db8::52:0:3]', false],
    ['[2002:db8:a::123]', false],
    ['[fe80::424b:c8be:1643:a1b6]', true],
    ['mail.example', true],
    ['www.mail.example', false],
    ['shop.example', false],
    ['www.shop.example', false],
    ['myshop.example', true],
    ['op.example', true],
    ['localhost.net', true],
    ['local.localhost', true],
    ['webmail.example', true],
    ['stars.example', true],
    ['nested.stars.example', false],
    ['astars.example', true],
  ])('of every kind leaves %s to the proxy: %s', (host, proxied) => {
    expect(isProxied(host, each)).toBe(proxied);
    expect(isProxied(host, '*')).toBe(false);
  });

  it.each([
    ['prometheus.monitoring.svc.cluster.local', 'svc,cluster.local', false],
    ['prometheus.monitoring.svc', 'svc,cluster.local', false],
    ['prometheus.monitoring', 'svc,cluster.local', true],
    ['prometheus.monitoring', 'prometheus.monitoring', false],
    ['mysvc', 'svc', true],
    ['Example.COM', 'EXAMPLE.com', false],
    ['www.example.com:8080', 'example.com:8080', false],
    ['www.example.com', 'example.com:8080', true],
    ['www.example.com', 'example.com:', false],
    ['www.example.com', 'a.test , *,b.test', false],
    ['www.example.com', '.*', true],
    ['www.example.com', 'ample.com', true],
    ['www.example.com', 'example.com svc', true],
    ['www.example.com', ':80,,', true],
    ['10.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.9.9.9/8', false],
    ['[::ffff:10.1.2.3]', '10.0.0.0/8', false],
    ['10.1.2.3', '10.', true],
    ['10.1.2.3', '10.0.0.0/33', true],
    ['10.1.2.3', '10.0.0.0/8:80', true],
    ['10.1.2.3', '3', true],
    ['[fd00::1]', 'fd00::/8', false],
    ['[fd00::1]', '[fd00::1]', true],
    ['www.示例.com', '.示例.com', false],
    ['www.示例.com', 'xn--fsq092h.com', false],
    ['www.xn--fsq092h.com', '示例.com', false],
  ])('%s beside %j goes to the proxy: %s', (host, noProxy, proxied) => {
    expect(isProxied(host, noProxy)).toBe(proxied);
  });
});
