import { type LocalAsked } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';

/** What each shell reads; all ask the hidden verb `__complete`, as programs made with cobra are asked. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# source <(kubectl-flagger completion bash)
_kubectl_flagger() {
  local line directive=0
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(kubectl-flagger __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "$directive" = 0 ]; then compopt -o default 2>/dev/null; fi
}
complete -F _kubectl_flagger kubectl-flagger
`,
  zsh: `#compdef kubectl-flagger
# source <(kubectl-flagger completion zsh)
_kubectl_flagger() {
  local line directive=0
  local -a found
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) found+=("\${\${line//:/\\\\:}/$'\\t'/:}") ;;
    esac
  done < <(kubectl-flagger __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe 'kubectl flagger' found; elif [[ $directive = 0 ]]; then _files; fi
}
compdef _kubectl_flagger kubectl-flagger
`,
  fish: `# kubectl-flagger completion fish | source
function __kubectl_flagger
    set -l words (commandline -opc) (commandline -ct)
    set -l found (kubectl-flagger __complete $words[2..-1] 2>/dev/null)
    string match -v -r '^:\\d+$' -- $found
    if test "$found[-1]" = :0
        __fish_complete_path (commandline -ct)
    end
end
complete -c kubectl-flagger -f -a '(__kubectl_flagger)'
`,
  powershell: `# kubectl-flagger completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kubectl-flagger -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '""' }
  kubectl-flagger __complete @words 2>$null | Where-Object { $_ -notmatch '^:\\d+$' } | ForEach-Object {
    $value, $says = $_ -split "\`t", 2
    if (-not $says) { $says = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $says)
  }
}
`,
  kubectl: `#!/bin/sh
# As kubectl_complete-flagger on the PATH: kubectl (1.26 and later) asks it to complete 'kubectl flagger'.
exec kubectl-flagger __complete "$@"
`,
};

/** `completion`: the script of one shell. */
export async function completion({ names: [shell = ''], io }: LocalAsked): Promise<ExitCode> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) {
    const allowed = Object.keys(SCRIPTS).join(', ');
    throw new Ended(EXIT.usage, `completion: found ${JSON.stringify(shell)}, allowed is one of ${allowed}`);
  }
  io.out(script);
  return EXIT.done;
}
