// The one list of what is reachable over HTTP, beside signing in and commands (server.ts).
import { ACCOUNT_ROUTES } from '../access/accounts.http.ts';
import type { Route } from '../access/route.http.ts';
import { SAVED_VIEW_ROUTES } from '../access/savedViews.http.ts';
import { BOARD_ROUTES } from '../dispatch/board.http.ts';
import { CHECKS_SHEET_ROUTES } from '../dispatch/checks.http.ts';
import { DISPATCH_ROUTES } from '../dispatch/cockpit.http.ts';
import { FLOW_ROUTES } from '../dispatch/flow.http.ts';
import { FORECAST_ROUTES } from '../dispatch/forecast.http.ts';
import { GATE_ROUTES } from '../dispatch/gateItems.http.ts';
import { gatesToldOf } from '../dispatch/gateItems.pg.ts';
import { goalRoutes } from '../dispatch/goals.http.ts';
import { STORY_ROUTES } from '../dispatch/projectStory.http.ts';
import { PROJECT_LIST_ROUTES } from '../dispatch/projects.http.ts';
import { PROJECTS_SHEET_ROUTES } from '../dispatch/projectsSheet.http.ts';
import { URGING_ROUTES } from '../dispatch/urging.http.ts';
import { ACCEPTANCE_ROUTES } from '../loops/approvals/acceptances.http.ts';
import { APPROVAL_ROUTES } from '../loops/approvals/approvals.http.ts';
import { FIRM_LINK_ROUTES } from '../loops/approvals/firmLink.http.ts';
import { PROMISE_ROUTES } from '../loops/approvals/promises.http.ts';
import { draftRoutes } from '../loops/drafts/drafts.http.ts';
import { planElementRoutes } from '../loops/drafts/planElements.http.ts';
import { planNameRoutes } from '../loops/drafts/planNames.http.ts';
import { INDICATOR_ROUTES } from '../loops/indicators/indicators.http.ts';
import { CHECK_ROUTES } from '../loops/projects/checks.http.ts';
import { EVIDENCE_ROUTES } from '../loops/projects/evidence.http.ts';
import { projectImportRoutes } from '../loops/projects/import.http.ts';
import { MATTER_ROUTES } from '../loops/projects/matters.http.ts';
import { PROJECT_CHOICE_ROUTES } from '../loops/projects/projectChoices.http.ts';
import { PROJECT_ROUTES } from '../loops/projects/projects.http.ts';
import { EVENT_LOG_ROUTES } from '../outlets/eventLog.http.ts';
import { REPORT_ROUTES } from '../outlets/report.http.ts';
import { LEDGER_ROUTES } from './ledger.http.ts';
import { PLAN_REGISTRY } from './registry.node.ts';
import { TRACE_ROUTES } from './trace.http.ts';

export const ROUTES: readonly Route[] = [
  ...DISPATCH_ROUTES,
  ...STORY_ROUTES,
  ...URGING_ROUTES,
  ...BOARD_ROUTES,
  ...GATE_ROUTES,
  ...FLOW_ROUTES,
  ...FORECAST_ROUTES,
  ...PROJECT_LIST_ROUTES,
  ...PROJECT_ROUTES,
  ...PROJECT_CHOICE_ROUTES,
  ...MATTER_ROUTES,
  ...EVIDENCE_ROUTES,
  ...projectImportRoutes(gatesToldOf),
  ...PROJECTS_SHEET_ROUTES,
  ...CHECK_ROUTES,
  ...CHECKS_SHEET_ROUTES,
  ...APPROVAL_ROUTES,
  ...ACCEPTANCE_ROUTES,
  ...PROMISE_ROUTES,
  ...FIRM_LINK_ROUTES,
  ...INDICATOR_ROUTES,
  ...REPORT_ROUTES,
  ...EVENT_LOG_ROUTES,
  ...ACCOUNT_ROUTES,
  ...SAVED_VIEW_ROUTES,
  ...LEDGER_ROUTES,
  ...goalRoutes(PLAN_REGISTRY),
  ...planElementRoutes(PLAN_REGISTRY),
  ...planNameRoutes(PLAN_REGISTRY),
  ...draftRoutes(PLAN_REGISTRY),
  ...TRACE_ROUTES,
];
