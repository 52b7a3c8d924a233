// oxlint-disable typescript/consistent-type-imports -- an ambient module cannot import by a relative path
/** The parts of dynalite 4 (Apache-2.0) that the engine runs: it ships no types. */
declare module 'dynalite/actions/*' {
  const action: import('./dynalite-types.ts').Action;
  export default action;
}
declare module 'dynalite/validations/index.js' {
  const validations: import('./dynalite-types.ts').Validations;
  export default validations;
}
declare module 'dynalite/validations/*' {
  const checks: import('./dynalite-types.ts').Checks;
  export default checks;
}
declare module 'dynalite/db/index.js' {
  const db: import('./dynalite-types.ts').Db;
  export default db;
}
