import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';

import { fetchRules, fileKeys, limitMib, type FileRules, type FileTarget, type StoredFile } from './api';
import { upload } from './upload';
import { words } from './words';

/** A file on its way, or one that did not arrive, with the reason. */
export interface Sending {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly part: number;
  readonly problem: string;
}

export interface Uploads {
  readonly sending: readonly Sending[];
  readonly rules: FileRules | undefined;
  readonly add: (files: readonly File[], nameOf?: (file: File) => string) => void;
  /** Stops one that is on its way, or puts a refused one out of sight. */
  readonly drop: (key: number) => void;
}

interface Options {
  readonly target?: FileTarget | undefined;
  readonly accept?: readonly string[] | undefined;
  readonly onDone: (file: StoredFile) => void;
}

function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at > 0 ? name.slice(at + 1).toLowerCase() : '';
}

/** Sends files one after the other; what the server would refuse anyway is said before a byte is sent. */
export function useUploads({ target, accept, onDone }: Options): Uploads {
  const say = useWords(words);
  const rules = useQuery({ queryKey: fileKeys.rules, queryFn: fetchRules, staleTime: 300_000 }).data;
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const cancels = useRef(new Map<number, () => void>());
  const given = useRef(0);
  // What was typed since the upload began must not be lost: its end is told to the form as it is then.
  const told = useRef(onDone);
  useEffect(() => {
    told.current = onDone;
  });

  useEffect(() => {
    const running = cancels.current;
    return () => {
      for (const cancel of running.values()) cancel();
    };
  }, []);

  const change = (key: number, next: Partial<Sending>): void => setSending((all) => all.map((each) => (each.key === key ? { ...each, ...next } : each)));
  const forget = (key: number): void => setSending((all) => all.filter((each) => each.key !== key));

  const refusal = (name: string, size: number): string => {
    const extension = extensionOf(name);
    const allowed = accept !== undefined && accept.length > 0 ? accept : rules?.extensions;
    if (allowed !== undefined && !allowed.includes(extension)) return say('kindNotAllowed', { kind: extension === '' ? say('noExtension') : `.${extension}` });
    if (rules !== undefined && size > rules.max_bytes) return say('tooLarge', { mib: limitMib(rules) });
    return size === 0 ? say('empty') : '';
  };

  const send = async (key: number, file: File, name: string): Promise<void> => {
    const stopped = new Promise<'stopped'>((resolve) => {
      cancels.current.set(key, () => resolve('stopped'));
    });
    const running = upload(file, name, target, (part) => change(key, { part }));
    try {
      const stored = await Promise.race([running.done, stopped]);
      if (stored === 'stopped') running.cancel();
      else {
        forget(key);
        told.current(stored);
      }
    } catch (error) {
      const problem = asProblem(error);
      change(key, { problem: problem.kind === 'offline' ? say('offline') : problem.told });
    } finally {
      cancels.current.delete(key);
    }
  };

  const add = (files: readonly File[], nameOf: (file: File) => string = (file) => file.name): void => {
    for (const file of files) {
      const key = (given.current += 1);
      const name = nameOf(file);
      const problem = refusal(name, file.size);
      setSending((all) => [...all, { key, name, size: file.size, part: 0, problem }]);
      if (problem !== '') continue;
      let waits = true;
      cancels.current.set(key, () => {
        waits = false;
      });
      queue.current = queue.current.then(() => (waits ? send(key, file, name) : undefined));
    }
  };

  const drop = (key: number): void => {
    cancels.current.get(key)?.();
    cancels.current.delete(key);
    forget(key);
  };

  return { sending, rules, add, drop };
}
