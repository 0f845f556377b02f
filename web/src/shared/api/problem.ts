/** One field that the server refuses; `path` points into the sent data, with dots (`attributes.name`). */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export type ProblemKind = 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'offline' | 'unavailable' | 'failed';

/** An RFC 9457 problem document as an exception; also made for a server that does not answer at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly FieldError[];
  readonly requestId: string;

  constructor(problem: { status: number; title: string; code?: string; detail?: string; fields?: readonly FieldError[]; requestId?: string }) {
    super(problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code ?? '';
    this.detail = problem.detail ?? '';
    this.fields = problem.fields ?? [];
    this.requestId = problem.requestId ?? '';
  }

  /** What to tell the person: the reason; where none is given, what happened. */
  get told(): string {
    return this.detail === '' ? this.message : this.detail;
  }

  get kind(): ProblemKind {
    switch (this.status) {
      case 0:
        return 'offline';
      case 401:
        return 'unauthenticated';
      case 403:
        return 'forbidden';
      case 404:
        return 'missing';
      case 409:
      case 412:
        return 'conflict';
      case 400:
      case 413:
      case 422:
        return 'invalid';
      case 502:
      case 503:
      case 504:
        return 'unavailable';
      default:
        return 'failed';
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldsOf(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown): FieldError[] => {
    if (typeof each !== 'object' || each === null) return [];
    const { path, message } = each as Record<string, unknown>;
    return typeof message === 'string' ? [{ path: textOf(path), message }] : [];
  });
}

/** Reads whatever a failing answer carried; a proxy's HTML page becomes a problem without detail. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  if (typeof body !== 'object' || body === null) return new ApiProblem({ status, title: `HTTP ${status}` });
  const document = body as Record<string, unknown>;
  return new ApiProblem({
    status,
    title: textOf(document.title) || `HTTP ${status}`,
    code: textOf(document.code),
    detail: textOf(document.detail),
    fields: fieldsOf(document.errors),
    requestId: textOf(document.request_id),
  });
}

/** Any exception as a problem, so that every failure can be shown the same way. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) return new ApiProblem({ status: 0, title: error.message });
  return new ApiProblem({ status: -1, title: error instanceof Error ? error.message : String(error) });
}
