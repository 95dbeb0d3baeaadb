// The reader's language. Every page has one dictionary whose words hold both languages side by side, so that a missing
// translation is a type error.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Words } from '../kernel/loop.ts';
import type { Language } from './figures.ts';
import { half } from './halves.ts';

export type Dictionary = Readonly<Record<string, Words>>;

const STORED = 'luodi.language';

const LanguageContext = createContext<{ language: Language; choose(language: Language): void }>({
  language: 'zh',
  choose: () => {},
});

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useState<Language>(() => (stored() === 'en' ? 'en' : 'zh'));
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    try {
      localStorage.setItem(STORED, language);
    } catch {
      // A browser that keeps nothing still shows the page.
    }
  }, [language]);
  const value = useMemo(() => ({ language, choose }), [language]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

export function useLanguage() {
  return useContext(LanguageContext);
}

export type Say<D extends Dictionary> = (
  key: keyof D,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** `say('waits', { days: 3 })` from '已等 {days} 天'. */
export function useWords<D extends Dictionary>(dictionary: D): Say<D> {
  const { language } = useLanguage();
  return useMemo(() => (key, values) => fill(dictionary[key]![language], values), [dictionary, language]);
}

/** Marks that differ between the two languages. */
export const markWords = {
  colon: { zh: '{term}：{text}', en: '{term}: {text}' },
  aside: { zh: '{text}（{note}）', en: '{text} ({note})' },
  list: { zh: '、', en: ', ' },
  semicolon: { zh: '；', en: '; ' },
  term: { zh: '{term}：', en: '{term}: ' },
};

/** What the server said in both languages at once, in the reader's. */
export function useHalf(): (text: string) => string {
  const { language } = useLanguage();
  return (text) => half(text, language);
}

/** The half of a server's words that the reader reads. */
export function useSaid(): (words: Words) => string {
  const { language } = useLanguage();
  return (words) => words[language];
}

function fill(text: string, values?: Readonly<Record<string, string | number>>): string {
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
