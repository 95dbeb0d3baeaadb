/**
 * The ledger's projects as XES (IEEE 1849-2016), piece by piece: a trace is a project, an event a milestone that stands. What foresight's reader makes of it is
 * the flow of the ledger, equal in every number. A simulated city says so at the head. The version is a decimal, as the standard's schema has it. Held to the
 * standard's grammar by eventLogs.test.ts.
 */
import { epochDay } from '../kernel/plainDate.ts';
import type { EventExport, ExportedEvent } from './eventExport.ts';

const EXTENSIONS = [
  ['Concept', 'concept', 'http://www.xes-standard.org/concept.xesext'],
  ['Time', 'time', 'http://www.xes-standard.org/time.xesext'],
  ['Organizational', 'org', 'http://www.xes-standard.org/org.xesext'],
] as const;

export function* xesText(log: EventExport): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n';
  for (const [name, prefix, uri] of EXTENSIONS)
    yield `  <extension name="${name}" prefix="${prefix}" uri="${uri}"/>\n`;
  yield '  <global scope="trace">\n    <string key="concept:name" value=""/>\n  </global>\n';
  yield '  <global scope="event">\n    <string key="concept:name" value=""/>\n    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>\n  </global>\n';
  yield '  <classifier name="milestone" keys="concept:name"/>\n';
  yield attribute(2, 'concept:name', `${log.city.name} ${log.asOf}`);
  yield attribute(2, 'head', log.head);
  yield `  <boolean key="simulated" value="${log.city.simulated}"/>\n`;
  for (const project of log.projects) {
    if (project.events.length === 0) continue;
    yield '  <trace>\n';
    yield attribute(4, 'concept:name', project.id);
    for (const [key, value] of project.attributes) yield attribute(4, key, value);
    for (const event of project.events) {
      yield '    <event>\n';
      yield attribute(6, 'concept:name', event.activity);
      yield `      <date key="time:timestamp" value="${dayInZone(event)}"/>\n`;
      yield attribute(6, 'label', event.label);
      yield attribute(6, 'org:group', event.unit);
      yield attribute(6, 'fact', event.fact);
      yield '    </event>\n';
    }
    yield '  </trace>\n';
  }
  yield '</log>\n';
}

/** The day as the city wrote it, with the offset that its first moment had: 2021-03-04T00:00:00.000+08:00. */
function dayInZone({ occurredOn, timeMs }: ExportedEvent): string {
  const minutes = Math.round((epochDay(occurredOn) * 86_400_000 - timeMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `${occurredOn}T00:00:00.000${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

function attribute(indent: number, key: string, value: string): string {
  return `${' '.repeat(indent)}<string key="${escaped(key)}" value="${escaped(value)}"/>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Characters that XML 1.0 has no way to write are left out. */
function escaped(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"\n\r\t]/g, (one) => ENTITIES[one]!);
}

const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
