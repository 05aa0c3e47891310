import { isObject, member } from '../json';

/** Returns the words of a failed request: Grafana puts the backend's into `data.message`, its own into `statusText`. */
export function failureMessage(error: unknown): string {
  if (!isObject(error)) {
    return String(error);
  }
  const data = member(error, 'data');
  const candidates = [
    isObject(data) ? member(data, 'message') : undefined,
    isObject(data) ? member(data, 'error') : undefined,
    error instanceof Error ? error.message : member(error, 'message'),
    member(error, 'statusText'),
  ];
  const words = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  return typeof words === 'string' ? words : 'the data source did not answer';
}
