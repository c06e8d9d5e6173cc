import { table } from '../output/table.ts';
import { type Asked, isFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { configMapGates } from './gate-map.ts';
import { type Gate, type Gates, gateText } from './gate.ts';
import { httpGates } from './gate-http.ts';
import { whoAmI } from './who-am-i.ts';

/** `gate list`: the gates that somebody touched. */
export async function listGates(asked: Asked): Promise<ExitCode> {
  const gates = await gatesOf(asked).list();
  if (await isPrinted(asked, 'GateList', { items: gates })) {
    return EXIT.done;
  }
  if (gates.length === 0) {
    asked.io.say('Nobody has touched a gate: all are closed.');
    return EXIT.done;
  }
  const rows = gates.map((gate) => [
    gate.namespace,
    gate.name,
    gate.kind === 'rollback' ? 'rollback' : gate.gate || '(all)',
    gate.isOpen ? asked.io.screen.paint('green', 'open') : 'closed',
    gate.by,
    gate.at,
    gate.why ?? '',
  ]);
  asked.io.out(`${table(['NAMESPACE', 'CANARY', 'GATE', 'STATE', 'BY', 'AT', 'WHY'], rows).join('\n')}\n`);
  return EXIT.done;
}

/** `gate open` and `gate close`: says how it stood before, and does nothing where it stands so. */
export async function moveGate(asked: Asked, to: 'open' | 'close'): Promise<ExitCode> {
  const gates = gatesOf(asked);
  const place = {
    kind: isFlag(asked, 'rollback') ? ('rollback' as const) : ('gate' as const),
    namespace: namespaceOf(asked),
    name: nameIn(asked),
    gate: textFlag(asked, 'gate') ?? '',
  };
  if (place.kind === 'rollback' && place.gate !== '') {
    throw new Ended(EXIT.usage, '--rollback is a gate of its own: leave --gate out');
  }
  const isOpen = (await gates.list()).some((gate) => isAt(gate, place) && gate.isOpen);
  const state = (open: boolean): string => (open ? 'open' : 'closed');
  if (isOpen === (to === 'open')) {
    asked.io.out(`${gateText(place)} is ${state(isOpen)} already\n`);
    return EXIT.done;
  }
  const by = textFlag(asked, 'by') ?? (await whoAmI(asked)) ?? 'kubectl flagger';
  const why = textFlag(asked, 'why');
  await gates.move({ ...place, isOpen: to === 'open', by, ...(why !== undefined && { why }) });
  asked.io.out(`${gateText(place)}   ${state(isOpen)} → ${state(to === 'open')}\n`);
  return EXIT.done;
}

const isAt = (gate: Gate, place: Pick<Gate, 'kind' | 'namespace' | 'name' | 'gate'>): boolean =>
  gate.kind === place.kind
  && gate.namespace === place.namespace
  && gate.name === place.name
  && gate.gate === place.gate;

function gatesOf(asked: Asked): Gates {
  const url = textFlag(asked, 'url');
  const place = textFlag(asked, 'configmap');
  if ((url === undefined) === (place === undefined)) {
    throw new Ended(
      EXIT.usage,
      'say where the gates are: --url of the load tester, or --configmap namespace/name as its -gates-configmap',
    );
  }
  return url === undefined ? configMapGates(asked, place ?? '') : httpGates(asked.io, url);
}
