import { api, unwrap, type Schemas } from '@/shared/api/client';

export type Policy = Schemas['PolicyOut'];

export const fetchPolicies = (): Promise<Policy[]> => unwrap(api.GET('/api/v1/policies'));

/** Puts a value in force, unless somebody else changed it since `version` was read. */
export const savePolicy = (policy: Policy, value: Record<string, unknown>): Promise<Policy> =>
  unwrap(
    api.PUT('/api/v1/policies/{key}', {
      params: { path: { key: policy.key } },
      headers: { 'If-Match': `"${policy.version}"` },
      body: value,
    }),
  );
