import { createContext } from 'react';

/** Lets an input hold the form back while it is not ready to be sent (a file on its way); gives back how to let go. */
export const HoldContext = createContext<() => () => void>(() => () => undefined);
