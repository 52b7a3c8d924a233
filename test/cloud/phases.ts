/** Runs named phases one after the other and remembers how long each took. */
export const newPhases = () => {
  const taken: { name: string; seconds: number }[] = [];
  return {
    run: async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      console.log(`\n== ${name}`);
      try {
        return await work();
      } finally {
        taken.push({ name, seconds: (performance.now() - start) / 1000 });
      }
    },
    table: (): string => {
      const width = Math.max(...taken.map(({ name }) => name.length));
      const total = taken.reduce((sum, { seconds }) => sum + seconds, 0);
      return [...taken, { name: 'in all', seconds: total }]
        .map(({ name, seconds }) => `${name.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s`)
        .join('\n');
    },
  };
};
