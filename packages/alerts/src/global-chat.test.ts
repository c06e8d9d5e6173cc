import { describe, expect, it } from '@jest/globals';
import { globalChat } from './global-chat.ts';

describe('the chat for all', () => {
  const all = {
    slackUrl: 'http://slack.example/alert',
    slackToken: 'tok-123',
    slackProxyUrl: 'http://proxy.example',
    slackUser: 'bot',
    slackChannel: 'general-ops',
    msteamsUrl: undefined,
    msteamsProxyUrl: undefined,
  };

  it('is Microsoft Teams where that has an address, whatever is said of Slack', () => {
    const teams = { msteamsUrl: 'http://teams.example', msteamsProxyUrl: 'http://proxy.example' };
    expect(globalChat({ ...all, ...teams })).toMatchObject({
      type: 'msteams',
      url: 'http://teams.example',
      proxyUrl: 'http://proxy.example',
    });
    expect(globalChat({ ...all, ...teams, slackUrl: undefined, slackToken: undefined })).toMatchObject({
      type: 'msteams',
    });
  });

  it('is not Microsoft Teams for the sake of its proxy', () => {
    expect(globalChat({ ...all, msteamsProxyUrl: 'http://proxy.example' })?.type).toBe('slack');
  });

  it('is Slack', () => {
    expect(globalChat(all)).toEqual({
      type: 'slack',
      url: all.slackUrl,
      token: 'tok-123',
      proxyUrl: 'http://proxy.example',
      username: 'bot',
      channel: 'general-ops',
    });
  });

  it.each(['slackUrl', 'slackUser', 'slackChannel'])('needs %s, as in Flagger', (missing) => {
    expect(globalChat({ ...all, [missing]: undefined })).toBeUndefined();
  });

  it.each(['slackToken', 'slackProxyUrl'])('does not need %s', (missing) => {
    expect(globalChat({ ...all, [missing]: undefined })).toBeDefined();
  });
});
