/**
 * Runs the rules that the sections declare, one phase at a time. Every rule is run that can be: only one that asks for
 * a part known to be broken is left out, because its findings would be echoes of what was told already.
 */
import type { Issue } from '../kernel/issue.ts';
import type { PlanRule, PlanUnderCheck, UnitTree } from '../kernel/loop.ts';
import { type Located, pathText, placeOf } from './located.ts';
import type { AnySection } from './section.ts';
import type { Unit, UnitTreeDeclared } from './units.ts';
import { buildUnits } from './unitTree.ts';

/** Thrown to a rule that asks for a broken part, and caught around it. */
class BrokenPart extends Error {}

export class RuleRun {
  private readonly broken = new Set<string>();
  private readonly sections: ReadonlyMap<string, unknown>;
  private readonly document: Located;
  private readonly registry: readonly AnySection[];
  private readonly measureIds: ReadonlySet<string>;
  private units: UnitTree | undefined;

  constructor(
    sections: ReadonlyMap<string, unknown>,
    document: Located,
    registry: readonly AnySection[],
    measureIds: ReadonlySet<string>,
  ) {
    this.sections = sections;
    this.document = document;
    this.measureIds = measureIds;
    // Units first: the rules of all others may walk their tree, which is only safe once it is known to be one.
    this.registry = registry.toSorted((a, b) => rankOf(a) - rankOf(b));
    for (const section of registry) if (!sections.has(section.key)) this.broken.add(section.key);
  }

  /** What rules see. Asking for a broken part ends the rule that asks. */
  readonly whole: PlanUnderCheck = this.makeWhole();

  run(phase: PlanRule<unknown>['phase']): readonly Issue[] {
    const issues: Issue[] = [];
    const faulty = new Set<string>();
    for (const section of this.registry) {
      if (this.broken.has(section.key)) continue;
      for (const rule of (section.rules ?? []) as readonly PlanRule<unknown>[]) {
        if (rule.phase !== phase) continue;
        const found = this.runRule(section.key, rule);
        issues.push(...found);
        if (found.length > 0 && rule.severity === 'error') faulty.add(section.key);
      }
      // A tree of faulty units must not be walked by anyone, in this phase already.
      if (isUnits(section) && faulty.has(section.key)) this.broken.add(section.key);
    }
    for (const key of faulty) this.broken.add(key);
    return issues;
  }

  /** Marks a section as broken for the phases to come. */
  markBroken(key: string): void {
    this.broken.add(key);
  }

  private runRule(key: string, rule: PlanRule<unknown>): readonly Issue[] {
    const findings = this.guard(() => rule.check(this.sections.get(key), this.whole)) ?? [];
    return findings.map((finding) => {
      const path = [key, ...finding.path];
      return {
        code: rule.code,
        severity: rule.severity,
        ...placeOf(this.document, path),
        path: pathText(path),
        message: finding.message,
        fix: finding.fix,
      };
    });
  }

  /** The result of `look`, undefined when it asked for a broken part. */
  guard<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (thrown) {
      if (thrown instanceof BrokenPart) return undefined;
      throw thrown;
    }
  }

  private makeWhole(): PlanUnderCheck {
    const run = this;
    return {
      section(key) {
        if (run.broken.has(key)) throw new BrokenPart(key);
        return run.sections.get(key);
      },
      get units() {
        const trees = this.section('unitTrees') as readonly UnitTreeDeclared[];
        const units = this.section('units') as readonly Unit[];
        run.units ??= buildUnits(units, trees);
        return run.units;
      },
      get measureIds() {
        return run.measureIds;
      },
    };
  }
}

function isUnits(section: AnySection): boolean {
  return section.key === 'units' || section.key === 'unitTrees';
}

function rankOf(section: AnySection): number {
  return section.key === 'unitTrees' ? 0 : section.key === 'units' ? 1 : 2;
}
