import { createContext, useContext } from 'react';

/** What the signed-in person may do. The application fills it in; the server asks again whatever is shown here. */
export const MayContext = createContext<(permission: string) => boolean>(() => false);

export function useAllowed(permission: string): boolean {
  return useContext(MayContext)(permission);
}
