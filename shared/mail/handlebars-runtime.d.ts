// handlebars declares its runtime part as an empty module. This is what we use of it.
declare module 'handlebars/runtime.js' {
  const runtime: {
    /** Brings a template compiled at build time to life. */
    template(precompiled: object): (data: object) => string;
  };
  export default runtime;
}
