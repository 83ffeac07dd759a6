/** The page's style: light and dark, narrow and wide, print. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --soft: light-dark(#5b6570, #a4adb8); --paper: light-dark(#fff, #14171b);
  --line: light-dark(#dfe3e8, #2d333b); --shade: light-dark(#f5f7f9, #1c2127); --pass: light-dark(#166b35, #5fd38a); --fail: light-dark(#b3201f, #ff8a80);
  --warn: light-dark(#8a5a00, #f2c14e); --skip: var(--soft); --inapplicable: var(--soft); --error: light-dark(#7d2a9c, #d9a1f0); }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem } p { margin: .4rem 0 }
a { color: inherit } code, pre, .value { font: .84rem/1.45 ui-monospace, monospace } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--shade); padding: .6rem .75rem; border-radius: 6px; margin: .4rem 0 }
.soft { color: var(--soft) } .verdict { border-left: 6px solid var(--tone); background: var(--shade); padding: 1rem 1.25rem; border-radius: 6px }
.conformant { --tone: var(--pass) } .nonconformant, .untestable { --tone: var(--fail) } .incomplete { --tone: var(--warn) }
.counts { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin-top: .6rem } .counts b { font-variant-numeric: tabular-nums }
.pass { color: var(--pass) } .fail { color: var(--fail) } .warn { color: var(--warn) } .error { color: var(--error) } .skip, .inapplicable { color: var(--soft) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .92rem } th, td { text-align: left; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal }
th { font-weight: 600; color: var(--soft); white-space: nowrap } .value { overflow-wrap: anywhere; max-width: 22rem; display: inline-block }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: 0 1rem } summary { cursor: pointer; padding: .6rem 0; } details[open] { padding-bottom: .8rem }
summary .id { color: var(--soft); font-size: .85rem; margin-left: .5rem } dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: .5rem 0 } dt { color: var(--soft) } dd { margin: 0; min-width: 0 }
.mark { background: var(--warn); color: var(--paper); border-radius: 3px; padding: 0 .2em; font-style: normal; font-size: .8em }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dt { margin-top: .3rem } }
@media print { body { max-width: none; padding: 0 } details { break-inside: avoid } }
`
