import { describe, expect, it } from '@jest/globals';
import { PlainLines, Terminal } from './screen.ts';

/** What a terminal would show of a text that moves up and clears. */
function seenOf(written: string): readonly string[] {
  const lines: string[] = [];
  for (const part of written.replaceAll('\u001b', 'ESC').split(/(ESC\[\d+[AJ]|\n)/)) {
    const up = /^ESC\[(\d+)A$/.exec(part);
    if (up) {
      lines.splice(lines.length - Number(up[1]));
    } else if (part !== '\n' && part !== '' && !part.startsWith('ESC')) {
      lines.push(part);
    }
  }
  return lines;
}

function anOutput(columns = 80) {
  const written: string[] = [];
  return { columns, write: (text: string): boolean => written.push(text) > 0, written };
}

describe('a terminal', () => {
  it('keeps the panel at the bottom, and what is said above it', () => {
    const output = anOutput();
    const terminal = new Terminal(output);
    terminal.show(['weight 10', 'checks 0']);
    terminal.say('one');
    terminal.show(['weight 20', 'checks 1']);
    terminal.say('two');
    expect(seenOf(output.written.join(''))).toEqual(['one', 'two', 'weight 20', 'checks 1']);
  });

  it('cuts the panel, whose lines must not wrap, and nothing that is said', () => {
    const output = anOutput(6);
    const terminal = new Terminal(output);
    terminal.show(['0123456789']);
    terminal.say('a long sentence');
    expect(seenOf(output.written.join(''))).toEqual(['a long sentence', '01234']);
  });

  it('leaves a settled panel where it is', () => {
    const output = anOutput();
    const terminal = new Terminal(output);
    terminal.show(['over']);
    terminal.settle();
    terminal.say('after');
    expect(seenOf(output.written.join(''))).toEqual(['over', 'after']);
  });
});

describe('plain lines', () => {
  it('say what is now only where it changed, without one control character', () => {
    const output = anOutput();
    const lines = new PlainLines(output, () => '1.0 s');
    lines.show([], { key: '10', text: 'weight 10' });
    lines.show([], { key: '10', text: 'weight 10, p99 5 ms' });
    lines.say('an event');
    lines.show([], { key: '20', text: 'weight 20' });
    expect(output.written).toEqual(['1.0 s  weight 10\n', 'an event\n', '1.0 s  weight 20\n']);
  });
});
