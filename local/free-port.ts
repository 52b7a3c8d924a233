import { createServer } from 'node:net';

/** The port that is wished for if nobody listens on it at this moment, else any other free one of this machine. */
export const freePort = (wish = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wish === 0 ? reject(error) : resolve(freePort())));
    probe.listen(wish, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
