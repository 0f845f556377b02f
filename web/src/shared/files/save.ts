import { ApiProblem } from '@/shared/api/problem';

/** What the server calls the file. */
function nameIn(response: Response): string | undefined {
  const told = response.headers.get('Content-Disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(told)?.[1];
  return encoded === undefined ? /filename="([^"]+)"/.exec(told)?.[1] : decodeURIComponent(encoded);
}

/** Lets the browser save what a request was answered with, under the server's name or else `otherwise`. */
export function saveAnswer(data: unknown, response: Response, otherwise: string): void {
  if (!(data instanceof Blob)) throw new ApiProblem({ status: 0, title: 'empty' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = nameIn(response) ?? otherwise;
  link.click();
  URL.revokeObjectURL(link.href);
}
