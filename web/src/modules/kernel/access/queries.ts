import { useQuery } from '@tanstack/react-query';

import { fetchPermissions, fetchRoles, type Permission, type Role } from './api';

/** How long the roles to choose from are taken as they were (ms). */
const ROLES_MS = 60_000;

/** All roles, to choose from; undefined until they are there. For who may read roles. */
export function useRoles(enabled = true): Role[] | undefined {
  return useQuery({ queryKey: ['roles', 'all'], queryFn: fetchRoles, enabled, staleTime: ROLES_MS }).data;
}

/** Every right that is checked, with its words: the same as long as the page is open. For who may read roles. */
export function usePermissions(enabled = true): Permission[] {
  return useQuery({ queryKey: ['permissions'], queryFn: fetchPermissions, enabled, staleTime: Infinity }).data ?? [];
}
