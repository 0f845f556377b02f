import type { Schemas } from '@/shared/api/client';

export type TreeNode = Schemas['TreeNodeOut'];
export type Organisation = Schemas['OrganisationDetailOut'];
export type Version = Schemas['VersionOut'];
export type Contact = Schemas['OrganisationContactOut'];
export type Kind = TreeNode['kind'];
export type Division = TreeNode['division_level'];

export const KINDS: readonly Kind[] = ['authority', 'department', 'provider', 'supervisor'];
export const DIVISIONS: readonly Exclude<Division, ''>[] = ['province', 'city', 'county', 'township'];
